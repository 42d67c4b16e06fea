import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import { testVariable } from "../support/variables.ts";
import { EICAR, MARKER } from "./samples.ts";

const HOST = "127.0.0.1";

export interface TestClamd {
  /** `host:port`. */
  readonly address: string;
  readonly port: number;
  /** With other settings, if it is given some. */
  start(settings?: ClamdSettings): Promise<void>;
  stop(): Promise<void>;
}

/** Values of `clamd.conf` that differ from what fits the uploads of the tests. */
export type ClamdSettings = Readonly<Record<string, string>>;

const FITTING: ClamdSettings = {
  StreamMaxLength: "8M",
  MaxFileSize: "8M",
  MaxScanSize: "32M",
  AlertExceedsMax: "yes",
};

/**
 * A clamd of the test's own, which knows two signatures: EICAR's at the
 * beginning of a file, as the official ones have it, and a marker anywhere.
 */
export async function startClamd(t: Teardown, settings: ClamdSettings = {}): Promise<TestClamd> {
  const folder = await mkdtemp(join(tmpdir(), "chat-clamd-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const port = await getPort({ host: HOST });
  await writeFile(
    join(folder, "test.ndb"),
    `Test.Eicar:0:0:${EICAR.toString("hex")}\nTest.Marker:0:*:${MARKER.toString("hex")}\n`,
  );
  const conf = join(folder, "clamd.conf");
  const configure = (changed: ClamdSettings) => {
    const values = {
      Foreground: "yes",
      DatabaseDirectory: folder,
      TemporaryDirectory: folder,
      TCPAddr: HOST,
      TCPSocket: String(port),
      MaxThreads: "4",
      ...FITTING,
      ...changed,
    };
    const lines = Object.entries(values).map(([name, value]) => `${name} ${value}`);
    return writeFile(conf, `${lines.join("\n")}\n`);
  };
  let running: ChildProcess | undefined;
  const stop = async () => {
    const ending = running;
    running = undefined;
    if (ending && ending.exitCode === null) {
      ending.kill("SIGKILL");
      await once(ending, "exit");
    }
  };
  const start = async (changed = settings) => {
    await configure(changed);
    running = spawn(testVariable("TEST_CLAMD"), ["-c", conf], { stdio: "ignore" });
    await until(() => takesConnections(port));
  };
  t.teardown(stop);
  await start();
  return { address: `${HOST}:${port}`, port, start, stop };
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, HOST);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
