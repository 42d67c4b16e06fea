import { randomUUID } from "node:crypto";
import { limits } from "@chat/contract";
import { createDatabase, indexMessages } from "@chat/domain";
import { createPool } from "@chat/runtime";
import fc from "fast-check";
import t from "tap";
import { assertProperty } from "./support/property.ts";
import { codeOf } from "./support/rest.ts";
import { contentsFound, indexAll, indexed } from "./support/search.ts";
import { createChannel, startWorld } from "./support/world.ts";

const RUNS = 300;

/** What means something to the query, to a tsquery, to LIKE, to SQL; and text of any kind. */
const piece = fc.oneof(
  fc.constantFrom(
    "from:",
    "in:",
    "before:",
    "after:",
    "on:2026-11-24",
    "has:link",
    "is:thread",
    "-",
    '"',
    "'",
    "\\",
    "$1",
    "$2",
    "::",
    ":*",
    "&",
    "|",
    "!",
    "<->",
    "(",
    ")",
    "%",
    "_",
    ";",
    "--",
    "/*",
    "/s0/1",
    "<@",
    ">",
    "from:me",
    "in:#",
    "null",
    "\u202e",
    "\ufeff",
    "e\u0301\u0301\u0301",
    "👩‍👩‍👧‍👦",
    "한국어",
    "東京都",
    "กรุงเทพ",
    "ﷺ",
    "İ",
    "ـ",
    "ـ'ـ",
    "ﷺ".repeat(64),
    "__",
    "\u3099",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);
const query = fc
  .array(fc.tuple(piece, fc.constantFrom("", " ")), { minLength: 1, maxLength: 40 })
  .map((pieces) => pieces.flat().join(""));

t.test("a hostile query is answered 200 or 400", async (t) => {
  const world = await startWorld(t, { workers: 1 });
  const ada = world.user({ name: "Ada" });
  const channel = await createChannel(ada);
  await ada.rest("POST", `/channels/${channel.id}/messages`, {
    content: "it's \\ $1 'text' :* (!) 東京都 e\u0301",
  });
  await indexed(world);
  await assertProperty(
    t,
    RUNS,
    fc.tuple(query, fc.constantFrom("relevance", "newest")),
    async ([q, sort]) => {
      const path = `/search?q=${encodeURIComponent(q.toWellFormed())}&sort=${sort}`;
      const { status, body } = await ada.rest("GET", path);
      if (status !== 200 && status !== 400) {
        throw new Error(`${JSON.stringify(q)} was answered ${status}: ${JSON.stringify(body)}`);
      }
    },
  );
});

const content = fc
  .array(fc.tuple(piece, fc.integer({ min: 1, max: 9_000 }), fc.constantFrom("", " ")), {
    minLength: 1,
    maxLength: 8,
  })
  .map((pieces) => {
    const text = pieces.map(([what, times, sign]) => `${what}${sign}`.repeat(times)).join("");
    return Array.from(text.replaceAll("\0", "").toWellFormed())
      .slice(0, limits.MESSAGE_TEXT_LENGTH_MAX)
      .join("");
  });

t.test("whatever a message says, it can be indexed", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const pool = createPool(world.environment["DATABASE_URL"] ?? "", 1, "chat-test");
  t.teardown(() => pool.end());
  const db = createDatabase(pool);
  let seq = 1_000;
  const index = async (text: string) => {
    const id = randomUUID();
    seq += 1;
    await world.query(
      `insert into chat_messages (org_id, id, channel_id, seq, user_id, content, created_at)
       values ($1, $2, $3, $4, $5, $6, now())`,
      [world.orgId, id, channel.id, seq, ada.id, text],
    );
    await indexMessages({ db }, [{ orgId: world.orgId, id }]);
  };
  const words = Array.from({ length: 2_300 }, (_, n) => {
    const letters = [n, Math.floor(n / 20), Math.floor(n / 400)];
    const ofIt = letters.map((letter) => String.fromCodePoint(0x0628 + (letter % 20)));
    return `${ofIt.join("")}${"ﷺ".repeat(13)}`;
  });
  const han = Array.from({ length: 20_000 }, (_, n) => String.fromCodePoint(0x20000 + n));
  await index(words.join(" "));
  await index([...han, ...han.toReversed()].join(""));
  await assertProperty(t, RUNS / 3, content, index);
});

t.test("a message of nothing but signs of Arabic stops no other from being found", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  for (const text of ["ــــ", "ﷺ".repeat(64), "plain"]) {
    await ada.rest("POST", `/channels/${channel.id}/messages`, { content: text });
  }
  await indexAll(world);
  t.same(await contentsFound(ada, "plain"), ["plain"]);
  t.same(await contentsFound(ada, "ــــ"), ["ــــ"]);
  t.same(await contentsFound(ada, "ﷺ".repeat(64)), ["ﷺ".repeat(64)]);
});

t.test("what is no text, or much too much, is 400; what means nothing is 200", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const statusOf = async (q: string) => (await ada.rest("GET", `/search?q=${q}`)).status;
  for (const q of ["%00", "a%00b", "(".repeat(5_000)]) {
    t.equal(await statusOf(q), 400, q.slice(0, 20));
  }
  const signs = ["%ED%A0%80", "%FF", "%", "((((".repeat(100), '"'.repeat(99)];
  const operators = ["from:", "from:me -in:general", "-a -b", '-"c d"', "--", "-from:me"];
  for (const q of [...signs, ...operators.map(encodeURIComponent)]) {
    t.equal(await statusOf(q), 200, q.slice(0, 20));
  }
});

t.test(
  "a phrase of frequent words that nobody wrote ends with what there was time for",
  async (t) => {
    const world = await startWorld(t);
    const ada = world.user();
    const channel = await createChannel(ada);
    // Each eighth is one of the samples that slices of time are made by.
    await world.query(
      `insert into chat_messages (org_id, id, channel_id, seq, user_id, content, created_at)
     select $1,
       overlay(gen_random_uuid()::text placing case n % 8 when 0 then '00' else 'ff' end from 35)::uuid,
       $2, 1000 + n, $3, 'ping or pong', now() - n * interval '20 minutes'
     from generate_series(1, 6000) n`,
      [world.orgId, channel.id, ada.id],
    );
    await indexAll(world);
    // A message that has to be looked at takes a millisecond, as if they were long and many.
    await world.query(
      `create or replace function chat_search_entries(
       vector tsvector, org uuid, channel uuid, author uuid, at timestamptz, traits text[]
     ) returns tsvector language plpgsql immutable
     as $$ begin perform pg_sleep(0.001); return vector; end $$`,
    );
    const { status, body } = await ada.rest(
      "GET",
      `/search?${new URLSearchParams({ q: '"ping pong"' })}`,
    );
    t.equal(status, 200);
    t.match(body, { items: [], partial: true });
  },
);

t.test("a query may be only so long, and name only so much", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const statusOf = async (q: string) =>
    (await ada.rest("GET", `/search?${new URLSearchParams({ q })}`)).status;
  t.equal(await statusOf("a".repeat(500)), 200);
  t.equal(await statusOf("a".repeat(501)), 400);
  t.equal(
    await statusOf(
      Array.from({ length: 64 }, (_, n) => `w${n}`)
        .join(" ")
        .replaceAll(/\d/g, "x"),
    ),
    200,
  );
  t.equal(await statusOf("a ".repeat(65)), 400);
  t.equal(await statusOf("from:a ".repeat(21)), 400);
  t.equal((await ada.rest("GET", "/search")).status, 400);
  t.equal(await statusOf(""), 400);
});

t.test("a search whose time is up is busy, and leaves its connection whole", async (t) => {
  const world = await startWorld(t, { environment: { DATABASE_POOL_SIZE: "1" } });
  const ada = world.user();
  await createChannel(ada);
  await world.query("alter function chat_search_any(text[]) rename to chat_search_any_of");
  await world.query(
    `create function chat_search_any(entries text[]) returns text language sql volatile
     as $$ select chat_search_any_of(entries) from pg_sleep(60) $$`,
  );
  const answer = await ada.rest("GET", "/search?q=slow");
  t.equal(codeOf(answer), "busy");
  const [row] = await world.query<{ running: string }>(
    "select count(*) as running from pg_stat_activity where datname = current_database() and query like '%chat_search_find%' and state = 'active' and pid <> pg_backend_pid()",
  );
  t.equal(Number(row?.running), 0, "Postgres has ended it");
  const next = await ada.rest("GET", "/channels");
  t.equal(next.status, 200);
});
