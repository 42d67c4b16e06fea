import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startCluster } from "../cluster/cluster.ts";
import { writeSection } from "../nemesis/page.ts";
import { createProgress } from "../nemesis/progress.ts";
import { createRandom, randomSeed } from "../random.ts";
import { gatherCrowd } from "./crowd.ts";
import { startPosting } from "./posting.ts";
import { type RollingFigures, rollingReport } from "./report.ts";
import { createBalancer, rollOut } from "./rollout.ts";
import { createTally } from "./tally.ts";

const USAGE = `Usage: pnpm rolling-restart [--clients N] [--drain SECONDS] [--rate N] [--write]

Restarts one gateway after the other while N clients (default 5000) follow channels into which N
messages a second (default 20) are posted. Ends with a table, and exit code 1 if anything was
missing, doubled or out of order. --write puts the figures into docs/reliability.md.
`;
const CHANNELS = 50;
/** For the last deliveries. */
const GRACE_MS = 5_000;
/** Files that are open besides the sockets. */
const FILES_BESIDES = 500;
const TOLD_EVERY = 500;

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== "--"),
    options: {
      clients: { type: "string", default: "5000" },
      drain: { type: "string", default: "10" },
      rate: { type: "string", default: "20" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const clients = Number(values.clients);
  assertFiles(clients);
  await using stack = new AsyncDisposableStack();
  const teardown = (run: () => unknown) => stack.defer(async () => void (await run()));
  const progress = createProgress(process.stderr);
  const size = { apis: 1, gateways: 3, workers: 1, countsQueries: true };
  const cluster = await startCluster({ teardown }, size, { DRAIN_SECONDS: values.drain });
  const counter = cluster.gatewayQueries;
  if (!counter) {
    throw new Error("the cluster counts no queries");
  }
  const random = createRandom(randomSeed());
  const orgId = random.uuid();
  const gateways = cluster.members.filter(({ app }) => app === "gateway");
  const balancer = createBalancer(gateways);
  const posting = await startPosting(cluster, orgId, CHANNELS, random);
  const tally = createTally();
  const crowd = await gatherCrowd(
    clients,
    orgId,
    posting.channelIds,
    () => balancer.next(),
    tally,
    random,
    (count) => {
      if (count % TOLD_EVERY === 0) {
        progress.tell("connecting", { clients: count });
      }
    },
  );
  stack.defer(() => crowd.close());

  const done = new AbortController();
  const running = posting.run(Number(values.rate), done.signal);
  await sleep(GRACE_MS);
  const queriesBefore = counter.queries();
  const rollouts = await rollOut(gateways, balancer.draining, counter, (gateway) =>
    progress.note("restarting", { gateway }),
  );
  const queries = counter.queries() - queriesBefore;
  done.abort();
  await running;
  await sleep(GRACE_MS);
  progress.stop();

  const missing = crowd.clients.reduce(
    (sum, { client, channelIds }) =>
      sum +
      channelIds.reduce(
        (of, id) => of + Math.max(0, (posting.lastSeqs.get(id) ?? 0) - client.position(id)),
        0,
      ),
    0,
  );
  const figures: RollingFigures = {
    clients,
    drainSeconds: Number(values.drain),
    posted: posting.posted(),
    missing,
    queries,
    tally,
    rollouts,
  };
  const command = `pnpm rolling-restart --clients ${clients} --drain ${values.drain} --rate ${values.rate}`;
  const report = rollingReport(figures, command, new Date().toISOString().slice(0, 10));
  console.log(report);
  if (values.write) {
    await writeSection("rolling-restart", report);
  }
  return missing + tally.doubled + tally.outOfOrder === 0 ? 0 : 1;
}

/** While a gateway drains, each of its clients holds two sockets. */
function assertFiles(clients: number): void {
  const allowed = Number(execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }));
  const needed = clients * 2 + FILES_BESIDES;
  if (allowed < needed) {
    throw new Error(`${needed} open files are needed, ${allowed} are allowed: ulimit -n ${needed}`);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
process.exit();
