import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSigner } from "fast-jwt";
import { TOKEN_LIFETIME_MS } from "./limits.ts";
import { ReplayError } from "./replay-error.ts";

/** Where `npm start` keeps its data unless `CHAT_DATA_DIR` says otherwise. */
const DATA_FOLDER = fileURLToPath(new URL("../../../.data", import.meta.url));
/** The name of the secret in that folder. */
const SECRET_FILE = "jwt.secret";

export type TokenSigner = (userId: string, name: string) => string;

/** Signs as the service's own issuer would; `JWT_ISSUER` and `JWT_AUDIENCE` are put in where set. */
export function createTokenSigner(
  secret: string,
  organisation: string,
  environment: NodeJS.ProcessEnv,
): TokenSigner {
  const { JWT_ISSUER: iss, JWT_AUDIENCE: aud } = environment;
  const sign = createSigner({
    key: secret,
    algorithm: "HS256",
    expiresIn: TOKEN_LIFETIME_MS,
    ...(iss ? { iss } : {}),
    ...(aud ? { aud } : {}),
  });
  return (sub, name) => sign({ sub, name, org_id: organisation });
}

/** @throws {ReplayError} naming the places where it looked */
export async function findSecret(
  secretFile: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  if (secretFile === undefined && environment["JWT_SECRET"]) {
    return environment["JWT_SECRET"];
  }
  const folder = environment["CHAT_DATA_DIR"] || DATA_FOLDER;
  const file = secretFile ?? join(folder, SECRET_FILE);
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new ReplayError(
      `no secret to sign tokens with: set JWT_SECRET or --secret-file, or run npm start first (${file}: ${(cause as NodeJS.ErrnoException).code})`,
      { cause },
    );
  }
}
