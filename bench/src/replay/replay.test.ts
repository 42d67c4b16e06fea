import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import t from "tap";
import { readOptions } from "./options.ts";
import { replay } from "./replay.ts";
import { ReplayError } from "./replay-error.ts";
import { startStandIn } from "./stand-in-service.ts";
import { isClean } from "./summary.ts";
import { summaryTable } from "./table.ts";
import { createTokenSigner } from "./tokens.ts";

/** Conversations as the input has them, made up the same each time. */
function conversations(count: number, channels = 3): string {
  return Array.from({ length: count }, (_, id) => {
    const pick = (of: number) => (id * 7_919 + (id >> 3)) % of;
    const place = { channel: `Room ${pick(channels)}`, thread: `topic ${pick(11)}` };
    const text = { user: `user ${pick(13)}`, ts: id, content: `message ${id} \u{1f44b}` };
    return `${JSON.stringify({ ...place, id, ...text })}\n`;
  }).join("");
}

/** Runs a replay as `main.ts` does, with what it says kept. */
async function run(input: string | Buffer, url: string, ...args: string[]) {
  const options = readOptions(["-", "--url", url, "--concurrency", "16", ...args]);
  if (options === "help") {
    throw new Error("no help was asked for");
  }
  const notes: string[] = [];
  const progress = { start: () => undefined, stop: () => undefined };
  const interrupt = new AbortController();
  const { summary, failure } = await replay({
    options,
    sign: createTokenSigner("a secret of at least thirty-two bytes", options.organisation, {}),
    stdin: Readable.from([Buffer.from(input)]),
    progress: { ...progress, note: (text) => notes.push(text) },
    graceMs: 500,
    interrupt: interrupt.signal,
  });
  return { summary, failure, notes };
}

await t.test("everything arrives once; a second run adds nothing", async (t) => {
  const { url, channels } = await startStandIn(t);
  const { summary, failure } = await run(conversations(600), url, "--listeners", "3");
  t.equal(failure, undefined);
  t.ok(isClean(summary));
  t.match(summary.messages, { sent: 600, already_there: 0, failed: 0, skipped: 0 });
  t.match(summary.deliveries, { delivered: 1_800, missing: 0, doubled: 0, out_of_order: 0 });
  t.ok(summary.latency && summary.latency.p50_ms > 0);
  t.match(summaryTable(summary), /messages sent\D+600/);

  const again = await run(gzipSync(conversations(610)), url);
  t.match(again.summary.messages, { sent: 10, already_there: 600 });
  t.match(again.summary.deliveries, { delivered: 20, missing: 0 });
  const messages = [...channels.values()].flatMap(({ messages }) => messages);
  t.equal(messages.length, 610);
});

await t.test("threads: the first message is the root, replies keep their order", async (t) => {
  const { url, channels } = await startStandIn(t);
  await run(conversations(600), url);
  t.strictSame([...channels.keys()].sort(), ["room-0", "room-1", "room-2"]);
  for (const { messages } of channels.values()) {
    const roots = messages.filter(({ thread_id }) => thread_id === null);
    t.equal(roots.length, 11);
    for (const { id } of roots) {
      const replies = messages.filter(({ thread_id }) => thread_id === id);
      const numbers = replies.map(({ content }) => Number(content.split(" ")[1]));
      t.ok(numbers.length > 0);
      t.strictSame(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
    }
  }
});

await t.test("loose threads: replies still wait for their root", async (t) => {
  const { url, channels } = await startStandIn(t);
  const { summary } = await run(conversations(600), url, "--loose-threads");
  t.ok(isClean(summary));
  for (const { messages } of channels.values()) {
    t.equal(messages.filter(({ thread_id }) => thread_id === null).length, 11);
  }
});

await t.test("unclear outcomes are repeated with the same client_id", async (t) => {
  const { url, channels } = await startStandIn(t, { cutAfterCommit: 7, busy: 11 });
  const { summary } = await run(conversations(200), url);
  t.ok(isClean(summary));
  t.equal(summary.messages.sent, 200, "what a repetition finds was sent in this run");
  t.ok(summary.repeated.outcome_unclear > 30);
  t.equal([...channels.values()].flatMap(({ messages }) => messages).length, 200);
});

await t.test("an API that is away: another one takes the request", async (t) => {
  const { url } = await startStandIn(t);
  const away = "http://127.0.0.1:9";
  const ws = `${url.replace("http", "ws")}/ws`;
  const { summary } = await run(conversations(50), `${away},${url}`, "--ws", ws);
  t.ok(isClean(summary));
  t.equal(summary.messages.sent, 50);
});

for (const [mischief, field] of [
  ["lose", "missing"],
  ["lose", "holes"],
  ["double", "doubled"],
  ["swap", "out_of_order"],
  ["swap", "holes"],
] as const) {
  await t.test(`a service that would ${mischief} is found out: ${field}`, async (t) => {
    const { url } = await startStandIn(t, { [mischief]: 10 });
    const { summary } = await run(conversations(105, 1), url, "--listeners", "1");
    t.ok(summary.deliveries[field] >= 5);
    t.notOk(isClean(summary));
  });
}

await t.test("a bad line: its number, and what is accepted", async (t) => {
  const { url, channels } = await startStandIn(t);
  for (const [line, fault] of [
    ["{", "it is not JSON"],
    ["[]", "it is not an object"],
    [`{"channel":"a","thread":"b","id":1,"user":""}`, "user, content missing or wrong"],
  ]) {
    const { failure } = await run(`${conversations(4)}\n${line}\n`, url);
    t.type(failure, ReplayError);
    t.match(String(failure), `line 6 of standard input is not a message: ${fault}; a line is {`);
  }
  t.equal([...channels.values()].flatMap(({ messages }) => messages).length, 4);
  await t.rejects(run("", url, "--limit", "x"), /--limit takes a whole number/);
});

await t.test("what cannot be posted is told and skipped", async (t) => {
  const { url } = await startStandIn(t);
  const [first = "", ...rest] = conversations(5).split("\n");
  const odd = [first.replace(/message/, "\\u0000"), first.replace(/message/, "x".repeat(40_001))];
  const { summary, notes } = await run([...odd, ...rest].join("\n"), url);
  t.match(summary.messages, { sent: 4, skipped: 2, failed: 0 });
  t.match(notes, [/line 1 is skipped: it contains NUL/, /line 2 is skipped: it is longer/]);
});

await t.test("it says why it cannot begin", async (t) => {
  const nobody = run(conversations(1), "http://127.0.0.1:9");
  await t.rejects(nobody, /no API answers at http:..127.0.0.1:9/);
  const { url } = await startStandIn(t);
  const ws = ["--ws", "ws://127.0.0.1:9"];
  const nothing = await run("", url, ...ws);
  t.match(nothing.summary.messages, { sent: 0 }, "an empty input is no fault");
});
