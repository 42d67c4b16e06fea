import { parseArgs } from "node:util";
import { rehearseRestore } from "./rehearsal.ts";

const USAGE = `Usage: pnpm rehearse-restore [--rounds N]

Fills a service of its own, N rounds (default 5) of conversation in each channel, backs it up while
somebody goes on posting, destroys it, restores it into new stores, and compares what every user is
shown. Exit code 1 if anything is not the same.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== "--"),
    options: {
      rounds: { type: "string", default: "5" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  await using stack = new AsyncDisposableStack();
  const teardown = (run: () => unknown) => stack.defer(async () => void (await run()));
  const rehearsed = await rehearseRestore({ teardown }, Number(values.rounds), (step) =>
    console.error(step),
  );
  console.log(JSON.stringify(rehearsed, null, 2));
  return rehearsed.different.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
