import { readFile } from "node:fs/promises";
import { StartError } from "../start-error.ts";

const SEVERE = /\b(?:FATAL|PANIC|Fatal|error):?\s+(?<reason>.+)$/;
const PORT_TAKEN = /address already in use/i;

export async function isPortTaken(logFile: string): Promise<boolean> {
  return PORT_TAKEN.test(await readFile(logFile, "utf8"));
}

/** One line of what the server wrote before it ended: its last severe one, or its last. */
export async function startFailure(
  server: string,
  folder: string,
  logFile: string,
): Promise<StartError> {
  const lines = (await readFile(logFile, "utf8")).split("\n").filter((line) => line.trim() !== "");
  const severe = lines.findLast((line) => SEVERE.test(line)) ?? lines.at(-1) ?? "no reason given";
  const reason = (SEVERE.exec(severe)?.groups?.["reason"] ?? severe).replaceAll("*", "").trim();
  return new StartError(
    `${server} did not start on ${folder}: ${reason} (more in ${logFile}); ` +
      "move that folder away, or set CHAT_DATA_DIR to another one",
  );
}
