import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const BYTES = 32;

/** The secret that tokens are signed with: made once, then the same at each start, so that they stay good. */
export async function ensureSecret(dataFolder: string): Promise<string> {
  const file = join(dataFolder, "jwt.secret");
  const secret = randomBytes(BYTES).toString("base64url");
  try {
    await writeFile(file, secret, { mode: 0o600, flag: "wx" });
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
    return readFile(file, "utf8");
  }
}
