import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import { parse, stringify } from "yaml";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import { testVariable } from "../support/variables.ts";
import { listRuleFiles, PROMETHEUS_CONFIG } from "./rules.ts";

const HOST = "127.0.0.1";
const INTERVAL = "1s";

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus {
  /** What it answers now. @throws where it refuses the query */
  query(text: string): Promise<Sample[]>;
}

interface ScrapeConfig {
  readonly job_name: string;
  readonly dns_sd_configs: unknown;
}

/**
 * A Prometheus with the shipped configuration and rules, but for what a test
 * cannot have: names of services, and the time to wait for a scrape.
 *
 * @param targets `host:port` by job
 */
export async function startPrometheus(
  t: Teardown,
  targets: Readonly<Record<string, string>>,
): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), "chat-prometheus-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, "prometheus.yml");
  await writeFile(config, await adapted(targets));
  const address = `${HOST}:${await getPort({ host: HOST })}`;
  const server = spawn(
    testVariable("TEST_PROMETHEUS"),
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: "ignore" },
  );
  t.teardown(async () => {
    if (server.exitCode === null && server.kill("SIGKILL")) {
      await once(server, "exit");
    }
  });
  const url = `http://${address}`;
  await until(async () => {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    return answer?.status === 200;
  }, 30_000);
  return { query: (text) => query(url, text) };
}

async function adapted(targets: Readonly<Record<string, string>>): Promise<string> {
  const { scrape_configs: shipped, ...config } = parse(await readFile(PROMETHEUS_CONFIG, "utf8"));
  return stringify({
    ...config,
    global: { scrape_interval: INTERVAL, scrape_timeout: INTERVAL, evaluation_interval: INTERVAL },
    rule_files: await listRuleFiles(),
    scrape_configs: (shipped as ScrapeConfig[]).map(({ dns_sd_configs: _names, ...job }) => ({
      ...job,
      static_configs: [{ targets: [targets[job.job_name]] }],
    })),
  });
}

interface QueryAnswer {
  readonly error?: string;
  readonly data?: {
    readonly resultType: string;
    readonly result: readonly {
      readonly metric: Record<string, string>;
      readonly value: readonly [number, string];
    }[];
  };
}

async function query(url: string, text: string): Promise<Sample[]> {
  const body = new URLSearchParams({ query: text });
  const answer = await fetch(`${url}/api/v1/query`, { method: "POST", body });
  const { error, data } = (await answer.json()) as QueryAnswer;
  if (!data) {
    throw new Error(`${text}: ${error}`);
  }
  return data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
}
