import t from "tap";
import { createChannel, startWorld } from "../support/world.ts";
import { countStatements } from "./count-statements.ts";

t.test("what clients read all day is one statement a request", async (t) => {
  const world = await startWorld(t);
  const [api] = world.apis;
  const ada = world.user();
  const { id } = await createChannel(ada);
  const path = `/channels/${id}`;
  const ids: string[] = [];
  for (const content of ["one", "two", "three", "four", "five"]) {
    ids.push((await ada.rest("POST", `${path}/messages`, { content })).body.id);
  }
  const [first, second, middle] = ids;
  await ada.rest("POST", `/messages/${middle}/thread`, { content: "a reply" });
  const { body: page } = await ada.rest("GET", `${path}/messages?limit=2`);
  if (api === undefined) {
    throw new Error("there is no API");
  }
  const statements = countStatements(api.platform.postgres);

  const reads: readonly [path: string, items: number][] = [
    [`${path}/messages`, 5],
    [`${path}/messages?limit=2&cursor=${page.next_cursor}`, 2],
    [`${path}/messages?before=${middle}`, 2],
    [`${path}/messages?after=${middle}`, 2],
    [`${path}/messages?around=${second}&limit=2`, 2],
    [`${path}/messages/pinned`, 0],
    [`/messages/${middle}/thread`, 1],
    [`${path}/members`, 1],
    ["/channels/joined", 1],
    ["/channels", 1],
  ];
  for (const [request, items] of reads) {
    const before = statements();
    const { status, body } = await ada.rest("GET", request);
    t.equal(status, 200, request);
    t.equal(body.items.length, items, request);
    t.equal(statements() - before, 1, `${request} is one statement`);
  }
  for (const request of [`/messages/${first}`, path]) {
    const before = statements();
    t.equal((await ada.rest("GET", request)).status, 200, request);
    t.equal(statements() - before, 1, `${request} is one statement`);
  }
});

t.test("a page at a message of another channel is refused like a stranger's", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const secret = await createChannel(ada, { type: "private" });
  const open = await createChannel(ada);
  const { body } = await ada.rest("POST", `/channels/${secret.id}/messages`, { content: "x" });
  for (const side of ["before", "after", "around"]) {
    const inOpen = await bob.rest("GET", `/channels/${open.id}/messages?${side}=${body.id}`);
    t.equal(inOpen.status, 404, side);
    const inSecret = await bob.rest("GET", `/channels/${secret.id}/messages?${side}=${body.id}`);
    t.equal(inSecret.status, 404, side);
    const byMember = await ada.rest("GET", `/channels/${secret.id}/messages?${side}=${body.id}`);
    t.equal(byMember.status, 200, side);
  }
});
