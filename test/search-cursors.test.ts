import { limits, type SearchHit } from "@chat/contract";
import t from "tap";
import { codeOf } from "./support/rest.ts";
import { indexAll, indexed } from "./support/search.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

interface Page {
  readonly items: SearchHit[];
  readonly next_cursor: string | null;
  readonly partial: boolean;
}

async function pageOf(user: WorldUser, query: Record<string, string>): Promise<Page> {
  const { status, body } = await user.rest("GET", `/search?${new URLSearchParams(query)}`);
  if (status !== 200) {
    throw new Error(`the search was refused: ${JSON.stringify(body)}`);
  }
  return body;
}

/** All pages, with something done between each two. */
async function walk(user: WorldUser, query: Record<string, string>, between?: () => Promise<void>) {
  const pages: Page[] = [await pageOf(user, query)];
  for (let cursor = pages[0]?.next_cursor; cursor; cursor = pages.at(-1)?.next_cursor) {
    await between?.();
    pages.push(await pageOf(user, { ...query, cursor }));
  }
  return { pages, hits: pages.flatMap(({ items }) => items) };
}

/** Messages by SQL, a second apart, the newest an hour ago. */
async function seed(world: World, author: WorldUser, channelId: string, count: number) {
  await world.query(
    `insert into chat_messages (org_id, id, channel_id, seq, user_id, content, created_at)
     select $1, gen_random_uuid(), $2, 1000 + n, $3, repeat('needle ', 1 + n % 7) || 'number ' || n,
       now() - interval '1 hour' - ($4 - n) * interval '1 second'
     from generate_series(1, $4::integer) n`,
    [world.orgId, channelId, author.id, count],
  );
  await indexAll(world);
}

t.test("search pages neither repeat nor skip, while others write", async (t) => {
  const world = await startWorld(t, { workers: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  await seed(world, ada, channel.id, 150);
  const between = async () => {
    await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "needle needle needle" });
    await indexed(world);
  };
  for (const sort of ["relevance", "newest"]) {
    const { body: before } = await ada.rest("GET", `/search?q=needle&sort=${sort}&limit=200`);
    const { hits, pages } = await walk(ada, { q: "needle", sort, limit: "17" }, between);
    t.same(
      hits.map(({ message }) => message.id),
      before.items.map(({ message }: SearchHit) => message.id),
      sort,
    );
    t.equal(pages.length, Math.ceil(before.items.length / 17));
    t.notOk(pages.some(({ partial }) => partial));
  }
  const { hits } = await walk(ada, { q: "needle", sort: "relevance", limit: "50" });
  const scores = hits.map(({ score }) => score);
  t.same(
    scores,
    scores.toSorted((a, b) => b - a),
    "by score",
  );
  t.ok(scores.every((score) => score > 0));
  const newest = await walk(ada, { q: "needle", sort: "newest", limit: "50" });
  const times = newest.hits.map(({ message }) => message.created_at);
  t.same(times, times.toSorted().toReversed(), "by time");
});

t.test("relevance ranks the newest that match, and says when there are more", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  await seed(world, ada, channel.id, 1_300);
  const { hits, pages } = await walk(ada, { q: "needle", limit: "200" });
  t.equal(hits.length, limits.SEARCH_RANKED_MAX);
  t.equal(
    new Set(hits.map(({ message }) => message.id)).size,
    limits.SEARCH_RANKED_MAX,
    "each once",
  );
  t.ok(
    pages.every(({ partial }) => partial),
    "each page says so",
  );
  const oldest = Math.min(...hits.map(({ message }) => message.seq));
  t.equal(oldest, 2_300 - limits.SEARCH_RANKED_MAX + 1, "the newest of them");
  const all = await walk(ada, { q: "needle", sort: "newest", limit: "200" });
  t.equal(all.hits.length, 1_300, "by time there is no bound");
  t.equal((await walk(ada, { q: "needle number 7", limit: "200" })).pages[0]?.partial, false);
});

t.test("a cursor of another search order is refused", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  await seed(world, ada, channel.id, 5);
  for (const [sort, other] of [
    ["relevance", "newest"],
    ["newest", "relevance"],
  ]) {
    const { next_cursor: cursor } = await pageOf(ada, { q: "needle", sort: `${sort}`, limit: "2" });
    const query = new URLSearchParams({ q: "needle", sort: `${other}`, cursor: `${cursor}` });
    t.equal(codeOf(await ada.rest("GET", `/search?${query}`)), "invalid_cursor");
  }
});
