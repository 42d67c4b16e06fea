import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { createTestEnvironment } from "./support/environment.ts";

/** An API whose parent holds a channel to it, from the moment it is spawned. */
function spawnApi(t: Test, environment: Readonly<Record<string, string>>) {
  const main = fileURLToPath(new URL("../apps/api/src/main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@chat/source", main], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  t.teardown(() => child.kill("SIGKILL"));
  const log: { msg: string }[] = [];
  if (!child.stdout) {
    throw new Error("it has no output");
  }
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => log.push(JSON.parse(line)));
  return { child, log, lines };
}

t.test("a process that is told to stop while it starts stops in order", async (t) => {
  const environment = await createTestEnvironment(t);
  const url = new URL(environment["DATABASE_URL"] ?? "");
  const postgres = { host: url.hostname, port: Number(url.port) };
  // Holds the first connection back until the signal has been heard.
  const server = createServer((client) => {
    client.on("error", () => undefined);
    const pass = () => {
      const upstream = connect(postgres);
      upstream.on("error", () => client.destroy());
      client.pipe(upstream).pipe(client);
    };
    if (log.some(({ msg }) => msg === "stopping")) {
      pass();
      return;
    }
    lines.on("line", (line) => JSON.parse(line).msg === "stopping" && pass());
    child.kill("SIGTERM");
  }).listen(0, "127.0.0.1");
  t.teardown(() => server.close());
  await once(server, "listening");
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { child, log, lines } = spawnApi(t, { ...environment, DATABASE_URL: url.href });
  const [code, signal] = await once(child, "close");
  t.same([code, signal], [0, null]);
  t.match(log.at(-1), { msg: "stopped" });
});

t.test("a start that fails ends the process, though its parent goes on", async (t) => {
  const environment = await createTestEnvironment(t);
  const { child } = spawnApi(t, { ...environment, DATABASE_URL: "postgres://127.0.0.1:1/chat" });
  const [code] = await once(child, "close");
  t.equal(code, 1);
});
