import { readFile } from "node:fs/promises";

const FOLDER = new URL("../../docs/runbooks/", import.meta.url);
const QUERIES = /^```promql\n(.*?)^```$/gms;

/** `OutboxStuck` is `outbox-stuck.md`. */
export function runbookFile(alert: string): string {
  return `${alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.md`;
}

export function readRunbook(alert: string): Promise<string> {
  return readFile(new URL(runbookFile(alert), FOLDER), "utf8");
}

/** What it advises to ask Prometheus, a query a line. */
export function queriesOfRunbook(text: string): string[] {
  return Array.from(text.matchAll(QUERIES), ([, block = ""]) => block.trim().split("\n")).flat();
}
