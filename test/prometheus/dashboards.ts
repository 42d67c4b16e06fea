import { readdir, readFile } from "node:fs/promises";

const FOLDER = new URL("../../deploy/grafana/dashboards/", import.meta.url);

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly links?: readonly { readonly url: string }[];
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit: string;
      readonly thresholds: {
        readonly steps: readonly { readonly color: string; readonly value: number | null }[];
      };
    };
  };
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: { readonly query: string } }[];
  };
}

export async function readDashboards(): Promise<Dashboard[]> {
  const names = (await readdir(FOLDER)).sort();
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, FOLDER), "utf8")));
  return texts.map((text) => JSON.parse(text) as Dashboard);
}

/** What Grafana would ask where nothing is chosen. */
function substitute(query: string): string {
  return query.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".*");
}

/** Every query with where it stands. */
export function queriesOf({
  uid,
  panels,
  templating,
}: Dashboard): [place: string, query: string][] {
  const variables = templating.list.map(({ name, query: { query } }): [string, string] => [
    `${uid}, $${name}`,
    /^label_values\((.*), \w+\)$/.exec(query)?.[1] ?? query,
  ]);
  const targets = panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [`${uid}, ${title}`, substitute(expr)]),
  );
  return [...variables, ...targets];
}
