import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPool } from "@chat/runtime";
import { startPostgres } from "@chat/standalone/postgres";
import type pg from "pg";
import { makeStage, type Stage } from "../posting/stage.ts";
import { rounded, whole } from "../report/figures.ts";
import type { Report } from "../report/report.ts";
import { startApp } from "../run/app.ts";
import type { Bench, BenchRun } from "../run/bench.ts";
import { type Stores, startStores } from "../run/stores.ts";
import { buffersOf } from "./buffers.ts";
import { readsOf } from "./reads.ts";
import { growTo, skipTheLog } from "./seed.ts";

const SMALL = 100_000;
const LARGE = 10_000_000;
const LARGE_QUICK = 1_000_000;
const CONNECTIONS_MAX = 100;
const UNREAD = 100;
const MINUTE_MS = 60_000;

/** The same reads of a channel with many messages and with a hundred times as many. */
export const growthBench: Bench = {
  name: "growth",
  description: "pages that reads touch, at 100,000 and at 10,000,000 messages",
  async run(run: BenchRun) {
    const { options, stack, progress } = run;
    const large = Math.round((options.quick ? LARGE_QUICK : LARGE) * options.scale);
    const small = Math.min(SMALL, Math.round(large / 10));
    progress.tell("starting the stores");
    const stores = await startStores(stack, { DATABASE_URL: await startQuickPostgres(stack) });
    const pool = createPool(stores.databaseUrl, 1, "chat-bench");
    stack.defer(() => pool.end());
    const stage = await makeStage(pool, { channels: 1, users: 50 });
    await skipTheLog(pool);
    const beganAt = performance.now();
    const atSmall = await growAndMeasure(run, stores, pool, stage, { from: 0, to: small });
    const atLarge = await growAndMeasure(run, stores, pool, stage, { from: small, to: large });
    const { rows } = await pool.query<{ size: string }>(
      "select pg_size_pretty(pg_database_size(current_database())) as size",
    );
    const minutes = (performance.now() - beganAt) / MINUTE_MS;
    return reportOf({ small, large, atSmall, atLarge, size: rows[0]?.size ?? "", minutes });
  },
};

/** Nothing waits for the disk: pages touched are the same. */
async function startQuickPostgres(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chat-growth-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const postgres = await startPostgres(folder, { durable: false, maxConnections: CONNECTIONS_MAX });
  stack.defer(() => postgres.stop());
  return postgres.urlOf("postgres");
}

async function growAndMeasure(
  { progress }: BenchRun,
  { environment, jwtSecret }: Stores,
  pool: pg.Pool,
  stage: Stage,
  size: { from: number; to: number },
): Promise<Record<string, number>> {
  await growTo(pool, stage, size, (text) => progress.tell(`growing to ${whole(size.to)}: ${text}`));
  await pool.query(
    "update chat_channel_members set last_read_seq = $3 where org_id = $1 and user_id = $2",
    [stage.orgId, stage.userIds[0], size.to - UNREAD],
  );
  await using stack = new AsyncDisposableStack();
  const api = await startApp(stack, "api", environment);
  const gateway = await startApp(stack, "gateway", environment);
  const reads = Object.entries(readsOf({ api, gateway }, stage, jwtSecret, size.to));
  progress.expect(reads.length);
  const measured: Record<string, number> = {};
  for (const [name, read] of reads) {
    progress.tell(`at ${whole(size.to)}: ${name}`);
    measured[name] = await buffersOf(pool, read);
    progress.step();
  }
  return measured;
}

interface GrowthResult {
  readonly small: number;
  readonly large: number;
  readonly atSmall: Readonly<Record<string, number>>;
  readonly atLarge: Readonly<Record<string, number>>;
  readonly size: string;
  readonly minutes: number;
}

function reportOf(result: GrowthResult): Report {
  const { small, large, atSmall, atLarge, size, minutes } = result;
  const names = Object.keys(atLarge);
  const at = (measured: Readonly<Record<string, number>>, name: string) =>
    measured[name] ?? Number.NaN;
  return {
    tables: [
      {
        title: "pages of 8 KiB that a read touches, by messages in its channel",
        head: ["read", whole(small), whole(large), "more"],
        rows: names.map((name) => [
          name,
          rounded(at(atSmall, name)),
          rounded(at(atLarge, name)),
          (at(atLarge, name) - at(atSmall, name)).toFixed(1),
        ]),
      },
    ],
    charts: [
      {
        name: "growth",
        title: "Pages that a read touches",
        unit: "pages of 8 KiB",
        groups: names,
        series: [
          { name: `${whole(small)} messages`, values: names.map((name) => at(atSmall, name)) },
          { name: `${whole(large)} messages`, values: names.map((name) => at(atLarge, name)) },
        ],
      },
    ],
    remarks: [`The database was ${size} in the end; the run took ${minutes.toFixed(1)} minutes.`],
    figures: result,
  };
}
