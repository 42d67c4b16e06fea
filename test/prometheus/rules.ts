import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const FOLDER = new URL("../../deploy/prometheus/", import.meta.url);

export const PROMETHEUS_CONFIG = fileURLToPath(new URL("prometheus.yml", FOLDER));

export interface Recording {
  readonly record: string;
  readonly expr: string;
}

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly (Recording | Alert)[] }[];
}

/** The files of rules, as paths. */
export async function listRuleFiles(): Promise<string[]> {
  const folder = new URL("rules/", FOLDER);
  const names = (await readdir(folder)).sort();
  return names.map((name) => fileURLToPath(new URL(name, folder)));
}

export async function readRules(): Promise<{ alerts: Alert[]; recordings: Recording[] }> {
  const texts = await Promise.all((await listRuleFiles()).map((file) => readFile(file, "utf8")));
  const rules = texts.flatMap((text) =>
    (parse(text) as RuleFile).groups.flatMap((group) => group.rules),
  );
  return {
    alerts: rules.filter((rule) => "alert" in rule),
    recordings: rules.filter((rule) => "record" in rule),
  };
}
