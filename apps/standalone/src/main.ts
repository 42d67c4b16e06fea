import { isExplained, onStopSignal } from "@chat/runtime";
import { start } from "./start.ts";
import { StartError } from "./start-error.ts";

/** Longer than each ordered stop should take; the kernel then ends what is left with this process. */
const STOP_MS = 60_000;

const stack = new AsyncDisposableStack();
let stopping: Promise<void> | undefined;

const starting = start(process.env, stack);

/** Once, however often it is called; in the middle of the start, it waits for that first. */
function stop(): Promise<void> {
  stopping ??= (async () => {
    setTimeout(() => process.exit(1), STOP_MS).unref();
    await starting.catch(() => undefined);
    await stack.disposeAsync();
  })();
  return stopping;
}

async function fail(): Promise<void> {
  process.exitCode = 1;
  await stop();
  process.exit();
}

onStopSignal((signal) => {
  if (process.stdout.isTTY) {
    console.log(`\nStopping (${signal}) …`);
  }
  return stop();
});
try {
  const { failed, logger } = await starting;
  const service = await failed;
  if (stopping === undefined) {
    logger.fatal({ service }, "an embedded service ended by itself; its log is in the data folder");
    await fail();
  }
} catch (error) {
  if (stopping === undefined) {
    const explained = isExplained(error) || error instanceof StartError;
    console.error(explained ? error.message : error);
    await fail();
  }
}
