import { randomUUID } from "node:crypto";
import t from "tap";
import { contentsFound, indexAll, indexed, marked, searchAs } from "./support/search.ts";
import { uploaded } from "./support/upload.ts";
import { createChannel, startWorld } from "./support/world.ts";

/** Posts each, waits for the index. */
async function setUp(t: Parameters<typeof startWorld>[0], contents: readonly string[]) {
  const world = await startWorld(t, { workers: 1 });
  const ada = world.user({ name: "Ada Lovelace", email: "ada@example.com" });
  const channel = await createChannel(ada);
  const post = async (content: string, more: object = {}) => {
    const answer = await ada.rest("POST", `/channels/${channel.id}/messages`, { content, ...more });
    if (answer.status !== 201) {
      throw new Error(`the post was refused: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  };
  for (const content of contents) {
    await post(content);
  }
  await indexed(world);
  return { world, ada, channel, post };
}

/** A text of each script, and queries that must find it and nothing else here, with what they mark. */
const SCRIPTS: Readonly<
  Record<string, [text: string, ...queries: [q: string, marks: string[]][]]>
> = {
  French: [
    "Les chevaux mangeaient près de la forêt",
    ["foret pres", ["près", "forêt"]],
    ["FORÊT", ["forêt"]],
  ],
  German: [
    "Die Häuser an der Straße wurden verkauft",
    ["haus", ["Häuser"]],
    ["STRASSE", ["Straße"]],
  ],
  Turkish: ["İstanbul'da kitapları okuyorum", ["istanbul", ["İstanbul"]]],
  Vietnamese: ["Tôi đang học tiếng Việt", ["tieng viet", ["tiếng", "Việt"]], ["dang", ["đang"]]],
  Russian: [
    "Вчера собаки бегали по зелёному парку",
    ["собака", ["собаки"]],
    ["зеленому", ["зелёному"]],
  ],
  Greek: ["Οι άνθρωποι μιλούν για τον ΚΌΣΜΟΣ", ["κόσμος", ["ΚΌΣΜΟΣ"]], ["ανθρωποι", ["άνθρωποι"]]],
  Arabic: ["قرأتُ الكتاب في المكتبة", ["كتاب", ["الكتاب"]], ["قرات", ["قرأتُ"]]],
  Hebrew: ["שָׁלוֹם לכולם", ["שלום", ["שָׁלוֹם"]]],
  Hindi: ["मैंने किताबें पढ़ीं", ["किताब", ["किताबें"]]],
  Thai: ["ฉันรักแมวสีดำ", ["แมว", ["แมว"]]],
  Chinese: ["我们明天在北京开会", ["北京", ["北京"]], ["开会 明天", ["明天", "开会"]]],
  Japanese: ["東京都で寿司を食べました", ["東京", ["東京"]], ["寿司", ["寿司"]]],
  Katakana: ["ｻｰﾊﾞｰが落ちた", ["サーバー", ["ｻｰﾊﾞｰ"]]],
  Korean: ["저는 학교에서 공부합니다", ["학교", ["학교"]]],
  Georgian: ["დღეს კარგი ამინდია", ["ამინდია", ["ამინდია"]]],
};

t.test("search finds every script, and marks what it found", async (t) => {
  const texts = Object.values(SCRIPTS).map(([text]) => text);
  const { ada } = await setUp(t, texts);
  for (const [script, [text, ...queries]] of Object.entries(SCRIPTS)) {
    for (const [q, marks] of queries) {
      const hits = await searchAs(ada, q);
      t.same(
        hits.map(({ message }) => message.content),
        [text],
        `${script}: ${q}`,
      );
      t.same(hits.flatMap(marked), marks, `${script}: ${q} is marked`);
    }
  }
});

t.test(
  "search finds identifiers and addresses whole, by their parts and in their order",
  async (t) => {
    const name = "call fetchUserById from user-service.ts";
    const error = "it says ERR_CONN_REFUSED again";
    const url = "see https://example.com/wiki/Release_Notes?page=2 for more";
    const other = "a user by the name of id";
    const { ada } = await setUp(t, [name, error, url, other]);
    const cases: Record<string, string[]> = {
      fetchUserById: [name],
      fetchuserbyid: [name],
      "fetch user": [name],
      UserBy: [name, other],
      "user-service.ts": [name],
      service: [name],
      ERR_CONN_REFUSED: [error],
      conn: [error],
      conn_refused: [error],
      refused_conn: [],
      "https://example.com/wiki/Release_Notes": [url],
      "example.com": [url],
      "release notes": [url],
      user_id: [],
    };
    for (const [q, expected] of Object.entries(cases)) {
      t.same((await contentsFound(ada, q)).toSorted(), expected.toSorted(), q);
    }
  },
);

t.test("search takes phrases, negation and stems", async (t) => {
  const run = "we are running the tests tonight";
  const ran = "the tests run every night";
  const other = "tests the run";
  const { ada } = await setUp(t, [run, ran, other]);
  const cases: Record<string, string[]> = {
    "running test": [run, ran, other],
    '"the tests"': [run, ran],
    '"tests the"': [other],
    '"the tests" -tonight': [ran],
    'tests -"the tests"': [other],
    "tests -running": [],
    '"the tests': [run, ran],
    "-tests": [],
    "tests -elephants": [run, ran, other],
    "the the the": [run, ran, other],
    "?!": [],
    '""': [],
    "-": [],
  };
  for (const [q, expected] of Object.entries(cases)) {
    t.same((await contentsFound(ada, q)).toSorted(), expected.toSorted(), q);
  }
});

t.test("search takes every operator", async (t) => {
  const { world, ada, channel, post } = await setUp(t, [
    "plain text",
    "a link https://example.com text",
  ]);
  const bob = world.user({ name: "Bob" });
  await bob.rest("POST", `/channels/${channel.id}/join`);
  await bob.rest("POST", `/channels/${channel.id}/messages`, { content: "bob's text" });
  const elodie = world.user({ name: "ÉLODIE Ångström" });
  await elodie.rest("POST", `/channels/${channel.id}/join`);
  const elsewhere = await createChannel(ada);
  await ada.rest("POST", `/channels/${elsewhere.id}/messages`, { content: "elsewhere text" });
  const file = await uploaded(ada, "bytes");
  await post("filed text", { attachment_ids: [file.id] });
  const liked = await post("liked text");
  await ada.rest("POST", `/messages/${liked.id}/reactions`, { emoji: "👍" });
  const pinned = await post("pinned text");
  await ada.rest("POST", `/messages/${pinned.id}/pin`);
  const root = await post("root text");
  await post("reply text", { thread_id: root.id });
  await world.query(
    `insert into chat_messages (org_id, id, channel_id, seq, user_id, content, created_at)
     values ($1, $2, $3, 1000, $4, 'old text', '2024-02-29T23:59:59.999Z')`,
    [world.orgId, randomUUID(), channel.id, ada.id],
  );
  await indexAll(world);
  await indexed(world);

  await elodie.rest("POST", `/channels/${channel.id}/messages`, { content: "autre chose" });
  await indexed(world);

  const all = [
    "plain text",
    "a link https://example.com text",
    "bob's text",
    "elsewhere text",
    "filed text",
    "liked text",
    "pinned text",
    "root text",
    "reply text",
    "old text",
  ];
  const without = (...left: string[]) => all.filter((content) => !left.includes(content));
  const cases: Record<string, string[]> = {
    text: all,
    "text from:bob": ["bob's text"],
    "text from:@Bob": ["bob's text"],
    [`text from:<@${bob.id}>`]: ["bob's text"],
    "text -from:me": ["bob's text"],
    'text -from:"ada lovelace"': ["bob's text"],
    "from:ada in:#nowhere": [],
    'from:"Élodie ångström"': ["autre chose"],
    "text from:nobody": [],
    "from:bob": ["bob's text"],
    [`text in:${elsewhere.name}`]: ["elsewhere text"],
    [`text in:#${elsewhere.name}`]: ["elsewhere text"],
    [`in:${elsewhere.id}`]: ["elsewhere text"],
    [`text -in:${elsewhere.name}`]: without("elsewhere text"),
    "has:link": ["a link https://example.com text"],
    "has:reaction text": ["liked text"],
    "has:pin": ["pinned text"],
    "has:file": ["filed text"],
    "text -has:link -has:pin": without("a link https://example.com text", "pinned text"),
    "is:thread": ["root text", "reply text"],
    "text -is:thread": without("root text", "reply text"),
    "before:2024-03-01": ["old text"],
    "before:2024-02-29 text": [],
    "on:2024-02-29": ["old text"],
    "after:2024-02-28 before:2024-03-01": ["old text"],
    "text after:2024-02-29": without("old text"),
    "text after:2024-02-28": all,
    "has:nothing": [],
    "color:text": [],
  };
  for (const [q, expected] of Object.entries(cases)) {
    t.same((await contentsFound(ada, q)).toSorted(), expected.toSorted(), q);
  }
  for (const q of [
    "before:yesterday",
    "on:2026-02-30",
    "after:2026-1-1",
    "-on:2026-01-01",
    "text on:",
  ]) {
    const answer = await ada.rest("GET", `/search?${new URLSearchParams({ q })}`);
    t.equal(answer.status, q === "text on:" ? 200 : 400, q);
  }

  await ada.rest("DELETE", `/messages/${liked.id}/reactions/${encodeURIComponent("👍")}`);
  await ada.rest("DELETE", `/messages/${pinned.id}/pin`);
  await indexed(world);
  t.same(await contentsFound(ada, "has:reaction"), []);
  t.same(await contentsFound(ada, "has:pin"), []);
});

t.test("highlights count UTF-16 units, whatever stands before them", async (t) => {
  const { ada } = await setUp(t, [
    "👩‍👩‍👧‍👦 naïve cafe\u0301 🎉 <@01938a5e-7c1f-7d3a-9b52-4e8f0c6a1d27> cafe, CAFÉ!",
  ]);
  const [hit] = await searchAs(ada, "café");
  t.same(hit && marked(hit), ["cafe\u0301", "cafe", "CAFÉ"]);
  const [party] = await searchAs(ada, "🎉");
  t.same(party && marked(party), ["🎉"]);
  const [family] = await searchAs(ada, "👩‍👩‍👧‍👦");
  t.same(family && marked(family), ["👩‍👩‍👧‍👦"]);
  t.same(await searchAs(ada, "01938a5e"), [], "nobody is found by the digits of an id");
  const [filtered] = await searchAs(ada, "from:me");
  t.same(filtered?.highlights, []);
});
