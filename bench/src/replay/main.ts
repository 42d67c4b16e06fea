import { GRACE_MS } from "./limits.ts";
import { readOptions, USAGE } from "./options.ts";
import { createProgress } from "./progress.ts";
import { replay } from "./replay.ts";
import { ReplayError } from "./replay-error.ts";
import { isClean } from "./summary.ts";
import { summaryTable } from "./table.ts";
import { createTokenSigner, findSecret } from "./tokens.ts";

const EXIT_INTERRUPTED = 130;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const secret = await findSecret(options.secretFile, process.env);
  const { summary, failure } = await replay({
    options,
    sign: createTokenSigner(secret, options.organisation, process.env),
    stdin: process.stdin,
    progress: createProgress(process.stderr),
    graceMs: GRACE_MS,
    interrupt: interruptSignal(),
  });
  const json = options.json || !process.stdout.isTTY;
  console.log(json ? JSON.stringify(summary, null, 2) : summaryTable(summary));
  if (failure !== undefined) {
    throw failure as Error;
  }
  if (summary.interrupted) {
    return EXIT_INTERRUPTED;
  }
  return isClean(summary) ? 0 : 1;
}

/** The first Ctrl-C ends the run with its table, the second at once. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => controller.abort());
  }
  return controller.signal;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof ReplayError ? error.message : error);
  process.exitCode = 1;
}
