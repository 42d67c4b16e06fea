import { basename } from "node:path";
import { BENCHES } from "./benches.ts";
import { keepFlameChart, keepResults, writeSection } from "./report/keep.ts";
import { resultsOf } from "./report/report.ts";
import { terminalText } from "./report/terminal.ts";
import { type BenchOptions, readOptions, UsageError, usage } from "./run/options.ts";
import { createProgress } from "./run/progress.ts";

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args, BENCHES);
  if (options === "help") {
    process.stdout.write(usage(BENCHES));
    return;
  }
  await measure(options, args);
  // A process writes its profile when it ends, and all have.
  const { profileFolder } = options;
  if (profileFolder !== undefined) {
    await keepFlameChart(options.name, profileFolder, options.writes);
  }
}

async function measure(options: BenchOptions, args: readonly string[]): Promise<void> {
  const progress = createProgress(process.stderr);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => progress.stop());
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stack.disposeAsync().then(() => process.exit(1)));
  }
  const bench = BENCHES.find(({ name }) => name === options.name);
  const report = await bench?.run({ options, stack, progress });
  if (!report) {
    return;
  }
  const results = resultsOf(report, commandOf(args, options.input));
  progress.note(`kept in ${await keepResults(options.name, results, options.resultsFolder)}`);
  if (options.writes) {
    await writeSection(options.name, results, bench?.page);
  }
  progress.stop();
  const asJson = options.json || !process.stdout.isTTY;
  console.log(asJson ? JSON.stringify(results, null, 2) : terminalText(results));
}

/** What was typed, but for where on this machine the input lies. */
function commandOf(args: readonly string[], input: string | undefined): string {
  const words = args.map((word) => (word === input ? basename(word) : word));
  return `pnpm bench ${words.join(" ")}`;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}
