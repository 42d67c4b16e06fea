import { startCluster } from "../cluster/cluster.ts";
import { ALL_FAULTS } from "../faults/all-faults.ts";
import { type NemesisOptions, readOptions, USAGE, UsageError } from "./options.ts";
import { writeSection } from "./page.ts";
import { createProgress } from "./progress.ts";
import { reportOf, violationCount } from "./report.ts";
import { runEpisodes } from "./run.ts";
import { saveLogs } from "./save-logs.ts";

const EXIT_INTERRUPTED = 130;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => interruption.abort());
  }
  await using stack = new AsyncDisposableStack();
  const teardown = (run: () => unknown) => stack.defer(async () => void (await run()));
  const progress = createProgress(process.stderr);
  progress.note("starting", { seed: options.seed });
  const cluster = await startCluster({ teardown });
  const { figures } = await runEpisodes(cluster, {
    ...options,
    scale: 1,
    signal: interruption.signal,
    progress,
  }).catch(async (error: unknown) => {
    progress.note("logs", { folder: await saveLogs(cluster) });
    throw error;
  });
  progress.stop();
  if (violationCount(figures) > 0) {
    progress.note("logs", { folder: await saveLogs(cluster) });
  }
  const report = reportOf(figures, commandOf(options), new Date().toISOString().slice(0, 10));
  console.log(report);
  if (options.writes && !interruption.signal.aborted) {
    await writeSection("nemesis", report);
  }
  if (interruption.signal.aborted) {
    return EXIT_INTERRUPTED;
  }
  return violationCount(figures) === 0 ? 0 : 1;
}

function commandOf({ minutes, seed, faultNames }: NemesisOptions): string {
  const isAll = faultNames.length === Object.keys(ALL_FAULTS).length;
  const chosen = isAll ? "" : ` --faults ${faultNames.join(",")}`;
  return `pnpm nemesis --minutes ${minutes} --seed ${seed}${chosen}`;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}
process.exit();
