import { randomUUID } from "node:crypto";
import t, { type Test } from "tap";
import { codeOf } from "../support/rest.ts";
import { createChannel, startWorld } from "../support/world.ts";

/** Messages 0–11, of which 4 is deleted, 6 a deleted root with a reply, the reply standing between 8 and 9. */
async function startHistory(t: Test) {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}/messages`;
  const post = async (where: string, content: string): Promise<string> =>
    (await ada.rest("POST", where, { content })).body.id;
  const ids: string[] = [];
  let reply = "";
  for (let index = 0; index < 12; index++) {
    if (index === 9) {
      reply = await post(`/messages/${ids[6]}/thread`, "reply");
    }
    ids.push(await post(path, `${index}`));
  }
  await ada.rest("DELETE", `/messages/${ids[4]}`);
  await ada.rest("DELETE", `/messages/${ids[6]}`);
  const page = async (query: string): Promise<{ shown: number[]; cursor: string | null }> => {
    const { status, body } = await ada.rest("GET", `${path}?${query}`);
    t.equal(status, 200, query);
    const shown = body.items.map(({ id }: { id: string }) => ids.indexOf(id));
    return { shown, cursor: body.next_cursor };
  };
  return { world, ada, channel, path, ids, reply, page };
}

t.test("before and after leave their message out, around has it in the middle", async (t) => {
  const { ids, page } = await startHistory(t);
  const shown = async (query: string) => (await page(query)).shown;
  t.same(await shown(`before=${ids[8]}&limit=3`), [7, 6, 5]);
  t.same(await shown(`after=${ids[7]}&limit=3`), [10, 9, 8], "the nearest, newest first");
  t.same(await shown(`around=${ids[8]}&limit=5`), [10, 9, 8, 7, 6]);
  t.same(await shown(`around=${ids[8]}&limit=4`), [10, 9, 8, 7]);
  for (const message of [5, 8]) {
    const [older, newer] = [
      await shown(`before=${ids[message]}`),
      await shown(`after=${ids[message]}`),
    ];
    const all = await shown("");
    t.same([...newer, message, ...older], all, "both sides and the message are the history");
  }
});

t.test("at the ends of the history", async (t) => {
  const { ids, page } = await startHistory(t);
  const nothing = { shown: [], cursor: null };
  t.same(await page(`before=${ids[0]}`), nothing);
  t.same(await page(`after=${ids[11]}`), nothing);
  t.same(await page(`before=${ids[2]}&limit=2`), { shown: [1, 0], cursor: null });
  t.same(await page(`after=${ids[9]}&limit=2`), { shown: [11, 10], cursor: null });
  t.same(await page(`around=${ids[0]}&limit=5`), { shown: [2, 1, 0], cursor: null });
  t.same((await page(`around=${ids[11]}&limit=5`)).shown, [11, 10, 9]);
  t.same((await page(`before=${ids[5]}&limit=1`)).shown, [3]);
  t.same((await page(`after=${ids[3]}&limit=1`)).shown, [5]);
  t.same((await page(`around=${ids[3]}&limit=1`)).shown, [3]);
});

t.test("a message that the history does not show is a position in it all the same", async (t) => {
  const { ids, reply, page } = await startHistory(t);
  const shown = async (query: string) => (await page(query)).shown;
  t.same(await shown(`before=${ids[4]}&limit=2`), [3, 2], "a deleted one");
  t.same(await shown(`after=${ids[4]}&limit=2`), [6, 5]);
  t.same(await shown(`around=${ids[4]}&limit=4`), [6, 5, 3, 2]);
  t.same(await shown(`before=${ids[6]}&limit=2`), [5, 3], "a tombstone");
  t.same(await shown(`around=${ids[6]}&limit=3`), [7, 6, 5]);
  t.same(await shown(`before=${reply}&limit=2`), [8, 7], "a reply");
  t.same(await shown(`after=${reply}&limit=2`), [10, 9]);
});

t.test("the cursor goes on in the direction of the page", async (t) => {
  const { ids, page, ada, path } = await startHistory(t);
  const walk = async (query: string) => {
    const pages: number[][] = [];
    let cursor: string | null = null;
    do {
      const next = await page(`limit=3&${cursor === null ? query : `cursor=${cursor}`}`);
      pages.push(next.shown);
      cursor = next.cursor;
    } while (cursor !== null);
    return pages;
  };
  t.same(await walk(`after=${ids[1]}`), [
    [5, 3, 2],
    [8, 7, 6],
    [11, 10, 9],
  ]);
  t.same(await walk(`before=${ids[7]}`), [
    [6, 5, 3],
    [2, 1, 0],
  ]);
  t.same(await walk(`around=${ids[7]}`), [
    [8, 7, 6],
    [5, 3, 2],
    [1, 0],
  ]);
  const { cursor } = await page(`after=${ids[8]}&limit=2`);
  await ada.rest("POST", path, { content: "newer" });
  t.same((await page(`cursor=${cursor}`)).shown, [-1, 11], "what came meanwhile, too");
});

t.test("what is refused", async (t) => {
  const { world, ada, ids, path, page } = await startHistory(t);
  const ask = async (where: string) => codeOf(await ada.rest("GET", where));
  const other = await createChannel(ada);
  const { body } = await ada.rest("POST", `/channels/${other.id}/messages`, { content: "x" });
  for (const side of ["before", "after", "around"]) {
    t.equal(await ask(`${path}?${side}=${body.id}`), "not_found", "of another channel");
    t.equal(await ask(`${path}?${side}=${randomUUID()}`), "not_found", "of none");
    t.equal(await ask(`${path}?${side}=x`), "invalid_request");
    const stranger = world.user({ org_id: randomUUID() });
    t.equal(codeOf(await stranger.rest("GET", `${path}?${side}=${ids[0]}`)), "not_found");
  }
  const { cursor } = await page("limit=1");
  for (const both of [
    `before=${ids[1]}&after=${ids[0]}`,
    `around=${ids[1]}&before=${ids[2]}`,
    `cursor=${cursor}&around=${ids[1]}`,
  ]) {
    t.equal(await ask(`${path}?${both}`), "invalid_request", both);
  }
});

t.test("a cursor is good for its own list alone", async (t) => {
  const { world, ada, channel, path, ids } = await startHistory(t);
  await createChannel(ada);
  const others = [world.user(), world.user()];
  await Promise.all(others.map((user) => user.rest("GET", "/users/me")));
  for (const { id } of others) {
    await ada.rest("POST", `/channels/${channel.id}/members`, { user_id: id });
  }
  for (const id of [ids[0], ids[1]]) {
    await ada.rest("POST", `/messages/${id}/pin`);
    await ada.rest("POST", `/messages/${ids[2]}/thread`, { content: "reply" });
  }
  const lists = [
    "/channels",
    "/channels/joined",
    `/channels/${channel.id}/members`,
    path,
    `${path}/pinned`,
    `/messages/${ids[2]}/thread`,
    "/users",
    "/users/presence",
  ];
  for (const list of lists) {
    const { body } = await ada.rest("GET", `${list}?limit=1`);
    t.type(body.next_cursor, "string", list);
    for (const another of lists) {
      const answer = await ada.rest("GET", `${another}?limit=1&cursor=${body.next_cursor}`);
      const expected = another === list ? undefined : "invalid_cursor";
      t.equal(codeOf(answer), expected, `${list} → ${another}`);
    }
  }
});
