import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import t from "tap";
import { areGone, isAlive, serverPids } from "./support/pids.ts";
import {
  BOOTSTRAP,
  createDataFolder,
  type Standalone,
  startStandalone,
} from "./support/standalone.ts";

const lineWith = (text: string, word: string) =>
  text.split("\n").find((line) => line.includes(word)) ?? "";

/** The words of a printed command as a shell splits them, without its name. */
async function wordsOf(command: string): Promise<string[]> {
  const printed = command.trim().replace(/^\S+/, "printf '%s\\n'");
  const { stdout } = await promisify(execFile)("sh", ["-c", printed]);
  return stdout.trimEnd().split("\n");
}

/** Does what the printed `curl` does. */
async function post({ banner }: Standalone) {
  const words = await wordsOf(lineWith(banner, "curl "));
  const url = words.find((word) => word.startsWith("http")) ?? "";
  const after = (flag: string) => words.filter((_, index) => words[index - 1] === flag);
  const headers = after("-H").map((header) => header.split(": ") as [string, string]);
  return fetch(url, { method: "POST", headers, body: after("-d")[0] ?? "" });
}

t.test("npm start runs the service, keeps its data and leaves no process behind", async (t) => {
  const folder = await createDataFolder(t);
  const first = await startStandalone(t, folder);
  const url = lineWith(first.banner, "REST").trim().split(/\s+/)[1] ?? "";
  t.equal((await fetch(new URL("/readyz", url))).status, 200);
  t.match(lineWith(first.banner, "Virus scan"), /off: .*CLAMD_ADDR|clamd at 127/);

  const [, script = "", ...listenWords] = await wordsOf(
    lineWith(first.banner, "bootstrap.mjs listen").replace("node ", "x node "),
  );
  t.match(script, /scripts\/bootstrap\.mjs$/);
  const listen = join(dirname(script), "../apps/standalone/src/listen.ts");
  const listener = spawn(
    process.execPath,
    ["--conditions=@chat/source", listen, ...listenWords.slice(1)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  t.teardown(() => listener.kill());
  let heard = "";
  const hears = async (text: string) => {
    while (!heard.includes(text)) {
      const [chunk] = await once(listener.stdout, "data");
      heard += chunk;
    }
  };
  await hears("subscribed");
  const posted = await post(first);
  t.equal(posted.status, 201);
  const message = (await posted.json()) as { id: string; content: string };
  await hears(message.id);

  const pids = await serverPids(folder);
  t.match(await first.kill("SIGINT"), { code: 0, signal: null });
  t.notOk([first.pid, ...pids].some(isAlive), "nothing is left the moment it has ended");

  const second = await startStandalone(t, folder);
  const again = await post(second);
  t.equal(again.status, 201, "the channel is found again");
  const token = lineWith(first.banner, "Grace's token").trim().split(/\s+/).at(-1);
  const found = await fetch(
    new URL(
      `/api/v1/messages/${message.id}`,
      lineWith(second.banner, "REST").trim().split(/\s+/)[1],
    ),
    { headers: { authorization: `Bearer ${token}` } },
  );
  t.match(await found.json(), { content: message.content }, "by the token of the first start");

  const other = await startStandalone(t, folder);
  t.match(await other.ended, { code: 1, stderr: /^another npm start .+\n$/ });

  const left = await serverPids(folder);
  await second.disconnect();
  t.ok(await areGone(left), "it stops when whoever started it is gone");
});

t.test("npm start after a crash", async (t) => {
  const folder = await createDataFolder(t);
  const first = await startStandalone(t, folder);
  const posted = (await (await post(first)).json()) as { seq: number };
  const pids = await serverPids(folder);
  await first.kill("SIGKILL");
  const second = await startStandalone(t, folder);
  t.ok(await areGone(pids), "the servers of the first are stopped");
  t.match(await (await post(second)).json(), { seq: posted.seq + 1 });

  const [postgres = 0] = await serverPids(folder);
  process.kill(postgres, "SIGKILL");
  t.match(await second.ended, { code: 1 }, "it does not go on without its database");
});

t.test(
  "npm start is stopped by the Ctrl-C that arrives twice, and when npm is killed",
  async (t) => {
    const folder = await createDataFolder(t);
    const first = await startStandalone(t, folder, {}, BOOTSTRAP);
    const pids = await serverPids(folder);
    await Promise.all([first.kill("SIGINT"), first.kill("SIGINT")]);
    t.match(await first.ended, { code: 0, signal: null, stderr: "" });
    t.notOk(pids.some(isAlive));

    const second = await startStandalone(t, folder, {}, BOOTSTRAP);
    const left = await serverPids(folder);
    await second.kill("SIGKILL");
    t.ok(await areGone(left));
  },
);

t.test("what keeps npm start from starting is one line", async (t) => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  t.teardown(() => taken.close());
  const port = String((taken.address() as { port: number }).port);
  const refusal = async (folder: string, environment: Record<string, string> = {}) => {
    const { code, stderr } = await (await startStandalone(t, folder, environment)).ended;
    t.equal(code, 1);
    t.equal(stderr.trimEnd().split("\n").length, 1, "one line");
    return stderr;
  };

  const folder = await createDataFolder(t);
  t.match(await refusal(folder, { CHAT_PORT: port }), `port ${port} is taken: set CHAT_PORT`);
  t.match(
    await refusal(folder, { CHAT_METRICS_PORT: port }),
    `port ${port} is taken: set CHAT_METRICS_PORT`,
  );
  t.match(await refusal(folder, { LOG_LEVEL: "loud" }), "LOG_LEVEL is wrong");
  t.match(
    await refusal(folder, { DATABASE_URL: "postgres://chat@127.0.0.1:1/chat" }),
    "PostgreSQL at 127.0.0.1:1 cannot be used",
  );

  const file = `${folder}.file`;
  await writeFile(file, "");
  t.match(await refusal(file), `${file} cannot be used`);

  const whole = await startStandalone(t, folder);
  await whole.kill("SIGTERM");
  const broken = `${folder}.broken`;
  await cp(folder, broken, { recursive: true });
  await writeFile(join(broken, "postgres/PG_VERSION"), "17\n");
  t.match(await refusal(broken), "was made by PostgreSQL 17");
  await writeFile(join(broken, "postgres/PG_VERSION"), "18\n");
  await rm(join(broken, "postgres/global/pg_control"));
  t.match(await refusal(broken), `PostgreSQL did not start on ${broken}/postgres`);
});
