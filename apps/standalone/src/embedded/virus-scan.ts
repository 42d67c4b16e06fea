import { once } from "node:events";
import { createConnection } from "node:net";

/** Where a clamd listens that listens at all. */
const USUAL = { host: "127.0.0.1", port: 3_310 };
const ANSWER_MS = 1_000;

/**
 * Who scans files where the environment does not say: the clamd of this
 * machine, if it answers at its usual port, or nobody.
 *
 * @returns what is to be laid under the environment of the service
 */
export async function findVirusScan(given: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  if (given["CLAMD_ADDR"] || given["ATTACHMENT_SCAN"]) {
    return {};
  }
  return (await answers())
    ? { CLAMD_ADDR: `${USUAL.host}:${USUAL.port}` }
    : { ATTACHMENT_SCAN: "off" };
}

async function answers(): Promise<boolean> {
  const socket = createConnection(USUAL);
  try {
    socket.write("zPING\0");
    const [answer] = await once(socket, "data", { signal: AbortSignal.timeout(ANSWER_MS) });
    return String(answer).startsWith("PONG");
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
