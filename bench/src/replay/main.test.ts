import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { startStandIn } from "./stand-in-service.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const LINE = `{"channel":"general","thread":"welcome","id":1,"user":"ada","ts":1,"content":"Hello"}\n`;

function start(t: Test, ...args: string[]) {
  const child = spawn(process.execPath, ["--conditions=@chat/source", MAIN, ...args], {
    env: { ...process.env, JWT_SECRET: "a secret of at least thirty-two bytes" },
  });
  t.teardown(() => child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => {
    said.stdout += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    said.stderr += data.toString();
  });
  return { child, said, ended: once(child, "close") };
}

await t.test("in a pipe the result is JSON on stdout", async (t) => {
  const { url } = await startStandIn(t);
  const { child, said, ended } = start(t, "-", "--url", url);
  child.stdin.end(LINE);
  t.strictSame(await ended, [0, null]);
  t.match(JSON.parse(said.stdout), { messages: { sent: 1 }, deliveries: { delivered: 2 } });
});

await t.test("interrupted while it waits for input, it tells how far it came", async (t) => {
  const { url, channels } = await startStandIn(t);
  const { child, said, ended } = start(t, "-", "--url", url);
  child.stdin.write(LINE);
  while (channels.get("general")?.messages.length !== 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGINT");
  t.strictSame(await ended, [130, null]);
  t.match(JSON.parse(said.stdout), { interrupted: true, messages: { sent: 1 } });
});

await t.test("a mistake in the options is one line, and the usage", async (t) => {
  const { said, ended } = start(t);
  t.strictSame(await ended, [1, null]);
  t.match(said.stderr, /^one file is needed, or - for standard input\n\nUsage: pnpm replay/);
  const missing = start(t, "/no/such/file", "--url", "http://127.0.0.1:9");
  t.strictSame(await missing.ended, [1, null]);
});
