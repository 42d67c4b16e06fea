/** What `npm test` runs: stores and a proxy for the tests, the test files, and as last line how many tests passed. */
import { isExplained, onStopSignal } from "@chat/runtime";
import { StartError } from "@chat/standalone/start-error";
import { findBrowser } from "./runner/browser.ts";
import { findClamd } from "./runner/clamd.ts";
import { startContractProxy } from "./runner/contract-proxy.ts";
import { findDebianPrograms } from "./runner/debian-programs.ts";
import { findKubectl } from "./runner/kubectl.ts";
import { startStores } from "./runner/stores.ts";
import { findTestFiles, runSuite } from "./runner/suite.ts";

const INTERRUPTED = 130;
/** Set to 1, the services of the tests reach Postgres through PgBouncer. */
const POOLED = "CHAT_TEST_PGBOUNCER";

const stack = new AsyncDisposableStack();
const interruption = new AbortController();

async function run(chosen: readonly string[]): Promise<number> {
  const files = chosen.length > 0 ? chosen : await findTestFiles();
  const isPooled = process.env[POOLED] === "1";
  const programs = await findDebianPrograms(files, isPooled ? ["pgbouncer"] : [], console.log);
  const stores = startStores(stack, isPooled ? programs["TEST_PGBOUNCER"] : undefined);
  const proxy = startContractProxy(stack);
  // Both have come to an end before anything is stopped.
  await Promise.allSettled([stores, proxy]);
  const environment = {
    ...process.env,
    ...programs,
    ...(await stores),
    ...(await proxy),
    ...(await findBrowser(files, console.log)),
    ...(await findClamd(files, console.log)),
    ...(await findKubectl(files, console.log)),
  };
  const { passed, failed } = await runSuite(files, environment, interruption.signal, console.log);
  await stack.disposeAsync();
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

const running = run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(isExplained(error) || error instanceof StartError ? error.message : error);
  return 1;
});

onStopSignal(async () => {
  interruption.abort();
  await running;
  await stack.disposeAsync();
  process.exitCode = INTERRUPTED;
});

const code = await running;
if (!interruption.signal.aborted) {
  await stack.disposeAsync();
  process.exitCode = code;
  // Listening for the parent's end is no reason to stay.
  process.channel?.unref();
}
