import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { REPOSITORY } from "./repository.ts";

export interface Service {
  readonly image: string;
  readonly build?: {
    readonly context: string;
    readonly dockerfile: string;
    readonly target: string;
  };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: object;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** `docker-compose.yml`, its anchors resolved, `${NAME:-value}` replaced by the value. */
export async function readCompose(): Promise<ComposeFile> {
  const text = await readFile(`${REPOSITORY}/docker-compose.yml`, "utf8");
  return parse(
    text.replaceAll(/\$\{\w+:-([^}]*)\}/g, (_, value) => value),
    { merge: true },
  );
}
