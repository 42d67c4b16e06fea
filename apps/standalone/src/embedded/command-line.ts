import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What a process was started with, words separated by spaces; undefined when
 * there is no such process. A process id alone proves nothing: after a restart
 * of the machine it belongs to somebody else.
 */
export function commandLine(pid: number): string | undefined {
  try {
    const text =
      process.platform === "linux"
        ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
        : execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}
