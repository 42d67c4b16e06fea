import type pg from "pg";
import { startTestProcess, type TestProcess } from "../support/platform.ts";
import { type AppProcess, startMainProcess } from "../support/process.ts";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import { createChannel, startWorld, type WorldUser } from "../support/world.ts";
import { type ProbeOverrides, startProbe } from "./probe-kind.ts";

/** Above how long a dead worker keeps what it holds. */
const TAKEN_OVER_MS = 30_000;
const MAIN = new URL("./probe-process.ts", import.meta.url);

/** A service whose workers know only the probe, and a channel to post into. */
export interface Stage {
  post(content: string): Promise<string>;
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  /** A worker in the test's own process. */
  startWorker(overrides?: ProbeOverrides): Promise<TestProcess>;
  /** A worker as a process of its own. */
  startWorkerProcess(obeys: boolean): Promise<AppProcess>;
  tries(messageId: string): Promise<number>;
  /** How often the message was worked off; waits for the first time. */
  done(messageId: string): Promise<number>;
}

export async function createStage(
  t: Teardown,
  overrides: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const world = await startWorld(t, { apis: 1, environment: overrides });
  for (const table of ["probe_tries", "probe_done"]) {
    await world.query(`create table ${table} (message_id uuid not null)`);
  }
  const ada: WorldUser = world.user();
  const channel = await createChannel(ada);
  const count = async (table: string, messageId: string) => {
    const text = `select count(*)::integer as count from ${table} where message_id = $1`;
    const [row] = await world.query<{ count: number }>(text, [messageId]);
    return row?.count ?? 0;
  };
  return {
    query: world.query,
    async post(content) {
      const path = `/channels/${channel.id}/messages`;
      const answer = await ada.rest("POST", path, { content });
      if (answer.status !== 201) {
        throw new Error(`a post was answered ${answer.status}`);
      }
      return answer.body.id;
    },
    startWorker: (probe) =>
      startTestProcess(
        t,
        [async (platform) => startProbe(platform, true, probe)],
        world.environment,
      ),
    startWorkerProcess: (obeys) =>
      startMainProcess(t, MAIN, { ...world.environment, PROBE_OBEYS: obeys ? "yes" : "no" }),
    tries: (messageId) => count("probe_tries", messageId),
    async done(messageId) {
      await until(async () => (await count("probe_done", messageId)) > 0, TAKEN_OVER_MS);
      return count("probe_done", messageId);
    },
  };
}
