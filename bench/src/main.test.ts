import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import t, { type Test } from "tap";
import type { Results } from "./report/report.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** As `pnpm replay` reads them. */
const CONVERSATIONS = Array.from({ length: 200 }, (_, id) =>
  JSON.stringify({
    channel: id % 3 === 0 ? "news" : "talk",
    thread: null,
    id,
    user: `user-${id % 7}`,
    ts: 1_519_660_926 + id * 60,
    content: "Hello",
  }),
);
const INPUT = join(
  t.testdir({ "conversations.jsonl": CONVERSATIONS.join("\n") }),
  "conversations.jsonl",
);

interface FanOutFigures {
  readonly shapes: readonly { contenders: Record<string, { moderate: object[] }> }[];
  readonly unwanted: readonly number[];
}

async function runBench(t: Test, ...args: string[]): Promise<Results> {
  const options = { maxBuffer: 2 ** 26 };
  const command = ["--conditions=@chat/source", MAIN, ...args, "--json", "--results", t.testdir()];
  const { stdout } = await promisify(execFile)(process.execPath, command, options);
  return JSON.parse(stdout);
}

t.test("a tiny fan-out runs to its end, and its report has its fields", async (t) => {
  const report = await runBench(
    t,
    ...[
      "gateway",
      "--rounds",
      "2",
      "--seconds",
      "0.2",
      "--scale",
      "0.01",
      "--only",
      "mesh,unwanted",
    ],
  );
  t.match(report.machine, { cpus: Number, model: String, memoryGiB: Number, kernel: String });
  t.ok(report.tables.length >= 3);
  for (const { head, rows } of report.tables) {
    for (const row of rows) {
      t.equal(row.length, head.length);
    }
  }
  const { shapes, unwanted } = report.figures as FanOutFigures;
  t.equal(unwanted.length, 2);
  const [mesh] = shapes;
  for (const name of ["floor", "socket.io", "gateway"]) {
    t.match(mesh?.contenders[name]?.moderate, [
      { deliveries: Number, serverCpuSeconds: Number, latency: { p50: Number, p99: Number } },
      { outOfOrder: 0 },
    ]);
  }
});

t.test("a tiny crowd of idle sockets is measured at every step", async (t) => {
  const report = await runBench(
    t,
    "idle",
    "--scale",
    "0.002",
    "--seconds",
    "0.1",
    "--only",
    "floor,gateway",
  );
  t.match(report.figures, [
    { name: "floor", sockets: 100, steps: [{ sockets: 0, bytes: Number }] },
    { name: "gateway", sockets: 100, steps: [{ sockets: 0, bytes: Number }] },
  ]);
});

t.test("a small upload is measured in both ways", async (t) => {
  const report = await runBench(t, "upload", "--rounds", "2", "--scale", "0.06");
  t.match(report.figures, {
    "POST /upload": [{ raisedMib: Number }, { raisedMib: Number }],
    "tus, in one piece": [{ seconds: Number }, { seconds: Number }],
  });
});

t.test("a few readers and their presence are measured", async (t) => {
  const report = await runBench(t, "redis", "--rounds", "2", "--seconds", "0.2", "--scale", "0.1");
  t.match(report.figures, [
    { alone: { entries: 60, replies: 0 }, read: { entries: 60, replies: Number } },
    { presence: { refreshes: Number, redisCpuSeconds: Number, ownCpuSeconds: Number } },
  ]);
});

t.test("a small simulation has a plan for each size, by the figures in docs", async (t) => {
  const report = await runBench(t, "simulate", "--quick", "--scale", "0.01", "--input", INPUT);
  t.match(report.figures, {
    simulations: [{ users: 100 }, { users: 1_000 }, { users: 10_000 }],
    plans: [{ gateways: { pods: 4 } }, { gateways: { pods: 4 } }, { gateways: { pods: 4 } }],
  });
  for (const { head, rows } of report.tables) {
    for (const row of rows) {
      t.equal(row.length, head.length);
    }
  }
});

t.test("what is wrong with the command line is said, with how it is right", async (t) => {
  await t.rejects(runBench(t, "gateaway"), /one name is needed, of gateway/);
  await t.rejects(runBench(t, "gateway", "--rounds", "1"), /--rounds takes a number from 2/);
});
