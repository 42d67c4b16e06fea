import { spawn } from "node:child_process";
import { once } from "node:events";
import t from "tap";
import { cpuSecondsOf, residentBytesOf } from "./process-usage.ts";

const BURN =
  "const until = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < until);";
const MIB = 1_024 * 1_024;

t.test("processor time of a child counts, before and after its end", async (t) => {
  const before = await cpuSecondsOf([process.pid]);
  const child = spawn(
    process.execPath,
    ["-e", `${BURN} process.send("done"); setInterval(() => 0, 1e6);`],
    {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
  t.teardown(() => child.kill("SIGKILL"));
  await once(child, "message");
  const whileAlive = await cpuSecondsOf([process.pid]);
  t.ok(whileAlive - before >= 0.29, "of a running child");
  child.kill("SIGKILL");
  await once(child, "exit");
  t.ok((await cpuSecondsOf([process.pid])) - before >= 0.29, "of a dead child");
});

t.test("memory that is written to is resident", async (t) => {
  const before = await residentBytesOf(process.pid);
  const written = Buffer.alloc(64 * MIB, 1);
  t.ok((await residentBytesOf(process.pid)) - before > 32 * MIB);
  t.equal(written.length, 64 * MIB);
});

t.test("a process that is gone used nothing, and has no memory to tell of", async (t) => {
  t.equal(await cpuSecondsOf([2 ** 30]), 0);
  await t.rejects(residentBytesOf(2 ** 30));
});
