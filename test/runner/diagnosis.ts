import { stripVTControlCharacters } from "node:util";
import type { Result } from "tap-parser";

/** Shown otherwise, or of no use to a reader. */
const HIDDEN = new Set(["at", "source", "compare"]);

/** A failed assertion as lines: its title, where it stands, then the rest as `name: value`. */
export function diagnose(path: readonly string[], { diag }: Result): string[] {
  const known = (diag ?? {}) as Record<string, unknown>;
  const at = known["at"] as { fileName?: string; lineNumber?: number } | undefined;
  const where = at?.fileName ? [`  at: ${at.fileName}:${at.lineNumber}`] : [];
  const rest = Object.entries(known)
    .filter(([name, value]) => !HIDDEN.has(name) && value !== null && value !== undefined)
    .flatMap(([name, value]) => describe(name, value));
  return [`✖ ${path.join(" > ")}`, ...where, ...rest];
}

/** A long text stands indented below its name. */
function describe(name: string, value: unknown): string[] {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
  const lines = stripVTControlCharacters(text).trimEnd().split("\n");
  return lines.length === 1
    ? [`  ${name}: ${lines[0]}`]
    : [`  ${name}:`, ...lines.map((line) => `    ${line}`)];
}
