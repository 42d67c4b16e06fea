import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { startSwitchboard } from "./switchboard.ts";

const DOCUMENT = join(import.meta.dirname, "../../docs/openapi.json");
const PRISM = new URL(import.meta.resolve("@stoplight/prism-cli"));
const LISTENING = /Prism is listening on (\S+)/;

/**
 * The proxy through which tests call the APIs: Prism, which compares each
 * answer with the committed OpenAPI document and lists in the header
 * `sl-violations` what does not fit. (Its `--errors` would put an answer of its
 * own in the place of the one that is off, and let undocumented errors pass.)
 * Requests it does not judge: tests send wrong ones on purpose.
 *
 * @param stack gets the stop
 * @returns the environment through which `test/support` finds it
 */
export async function startContractProxy(
  stack: AsyncDisposableStack,
): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "chat-contract-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  // A copy: Prism starts anew, on another port, when its document changes.
  const document = join(folder, "openapi.json");
  await copyFile(DOCUMENT, document);
  const switchboard = await startSwitchboard();
  stack.defer(() => switchboard.stop());

  const flags = ["--port=0", "--validate-request=false", "--cors=false"];
  // A thread ends with its process, however that does.
  const worker = new Worker(PRISM, {
    argv: ["proxy", document, switchboard.url, ...flags],
    stdout: true,
    stderr: true,
  });
  stack.defer(async () => {
    await worker.terminate();
  });
  return { TEST_CONTRACT_PROXY: await listening(worker) };
}

/** Its log says which port it got. The log is read to the end, or the worker would wait. */
async function listening(worker: Worker): Promise<string> {
  const lines = createInterface({ input: worker.stdout });
  const found = new Promise<string>((resolve) => {
    lines.on("line", (line) => {
      const url = LISTENING.exec(line)?.[1];
      if (url !== undefined) {
        resolve(url);
      }
    });
  });
  const ended = once(worker, "exit").then(([code]) => {
    throw new Error(`Prism ended with ${code} before it listened`);
  });
  worker.stderr.pipe(process.stderr);
  return Promise.race([found, ended]);
}
