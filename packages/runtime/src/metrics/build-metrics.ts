import { readFile } from "node:fs/promises";
import { Gauge, type Registry } from "prom-client";
import type { Migration } from "../migrate/files.ts";

/** As seen from `src` and from `dist`; all packages are released together. */
const PACKAGE = new URL("../../package.json", import.meta.url);

export async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(PACKAGE, "utf8")) as { version: string };
  return version;
}

/** Which version this is: processes of two side by side are a roll-out, or one that hangs. */
export async function describeBuild(
  registry: Registry,
  migrations: readonly Migration[],
): Promise<void> {
  const version = await readVersion();
  const migration = migrations.at(-1)?.name ?? "";
  new Gauge({
    name: "chat_build_info",
    help: "1, by the version of the service and the newest migration that it knows",
    labelNames: ["version", "migration"],
    registers: [registry],
  }).set({ version, migration }, 1);
}
