import t, { type Test } from "tap";
import { createChannel, startWorld, type WorldUser } from "../support/world.ts";
import { assertWalk, type Item } from "./walk.ts";

const COUNT = 14;
const idOf = ({ id = "" }: Item) => id;
const userOf = ({ user_id: id = "" }: Item) => id;
const seqOf = ({ seq = 0 }: Item) => seq;

async function startTeam(t: Test, size = 0) {
  const world = await startWorld(t);
  const ada = world.user();
  const people = Array.from({ length: size }, () => world.user());
  await Promise.all(people.map((user) => user.rest("GET", "/users/me")));
  return { world, ada, people };
}

async function times<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let index = 0; index < count; index++) {
    made.push(await make(index));
  }
  return made;
}

/** Every second one goes away during the walk, first those that it has not come to. */
function split<T>(items: readonly T[]): { kept: T[]; going: T[] } {
  return {
    kept: items.filter((_, index) => index % 2 === 0),
    going: items.filter((_, index) => index % 2 === 1).reverse(),
  };
}

const post = (user: WorldUser, path: string, content: string) =>
  user.rest("POST", path, { content });

const posted = async (user: WorldUser, path: string, content: string): Promise<{ id: string }> =>
  (await post(user, path, content)).body;

for (const path of ["/channels", "/channels/joined"]) {
  t.test(`${path} while channels come, change and go`, async (t) => {
    const { ada } = await startTeam(t);
    const { kept, going } = split(await times(COUNT, () => createChannel(ada)));
    await assertWalk(t, ada, {
      path,
      key: idOf,
      position: idOf,
      kept: kept.map(({ id }) => id),
      write: (page) =>
        Promise.all([
          page < COUNT && ada.rest("POST", "/channels", { name: `new-${page}` }),
          going[page] && ada.rest("DELETE", `/channels/${going[page].id}`),
          kept[page] && ada.rest("PUT", `/channels/${kept[page].id}`, { name: `renamed-${page}` }),
        ]),
    });
  });
}

t.test("joined channels while the caller joins and leaves", async (t) => {
  const { ada, people } = await startTeam(t, 1);
  const [bob = ada] = people;
  const { kept, going } = split(await times(COUNT, () => createChannel(ada)));
  const others = await times(COUNT, () => createChannel(ada));
  for (const { id } of [...kept, ...going]) {
    await bob.rest("POST", `/channels/${id}/join`);
  }
  await assertWalk(t, bob, {
    path: "/channels/joined",
    key: idOf,
    position: idOf,
    kept: kept.map(({ id }) => id),
    write: (page) =>
      Promise.all([
        others[page] && bob.rest("POST", `/channels/${others[page].id}/join`),
        going[page] && bob.rest("POST", `/channels/${going[page].id}/leave`),
      ]),
  });
});

t.test("members while people are added, changed and removed", async (t) => {
  const { ada, people } = await startTeam(t, 2 * COUNT);
  const { kept, going } = split(people.slice(0, COUNT));
  const { id } = await createChannel(ada, {
    member_ids: people.slice(0, COUNT).map((user) => user.id),
  });
  const members = `/channels/${id}/members`;
  await assertWalk(t, ada, {
    path: members,
    key: userOf,
    position: userOf,
    kept: [ada, ...kept].map((user) => user.id),
    write: (page) =>
      Promise.all([
        page < COUNT && ada.rest("POST", members, { user_id: people[COUNT + page]?.id }),
        going[page] && ada.rest("DELETE", `${members}/${going[page].id}`),
        kept[page] && ada.rest("PUT", `${members}/${kept[page].id}`, { role: "admin" }),
      ]),
  });
});

t.test("messages while people post, edit, delete and reply", async (t) => {
  const { ada, people } = await startTeam(t, 1);
  const { id } = await createChannel(ada, { member_ids: people.map((user) => user.id) });
  const path = `/channels/${id}/messages`;
  const { kept, going } = split(await times(COUNT, (index) => posted(ada, path, `${index}`)));
  await assertWalk(t, ada, {
    path,
    key: idOf,
    position: seqOf,
    descending: true,
    kept: kept.map((message) => message.id),
    write: (page) =>
      Promise.all([
        ...people.map((user) => post(user, path, `new ${page}`)),
        kept[page] && ada.rest("PUT", `/messages/${kept[page].id}`, { content: "edited" }),
        kept[page] && post(ada, `/messages/${kept[page].id}/thread`, "a reply"),
        going.at(-1 - page) && ada.rest("DELETE", `/messages/${going.at(-1 - page)?.id}`),
      ]),
  });
});

t.test("pinned messages while others are pinned and unpinned", async (t) => {
  const { ada } = await startTeam(t);
  const { id } = await createChannel(ada);
  const path = `/channels/${id}/messages`;
  const messages = await times(2 * COUNT, (index) => posted(ada, path, `${index}`));
  const pin = async (message: { id: string } | undefined, how = "POST") =>
    message && ada.rest(how, `/messages/${message.id}/pin`);
  const { kept, going } = split(messages.slice(0, COUNT));
  await Promise.all([...kept, ...going].map((message) => pin(message)));
  await assertWalk(t, ada, {
    path: `${path}/pinned`,
    key: idOf,
    position: seqOf,
    descending: true,
    kept: kept.map((message) => message.id),
    write: (page) => Promise.all([pin(messages[COUNT + page]), pin(going.at(-1 - page), "DELETE")]),
  });
});

t.test("a thread while people reply and delete", async (t) => {
  const { ada } = await startTeam(t);
  const { id } = await createChannel(ada);
  const root = await posted(ada, `/channels/${id}/messages`, "root");
  const path = `/messages/${root.id}/thread`;
  const { kept, going } = split(await times(COUNT, (index) => posted(ada, path, `${index}`)));
  await assertWalk(t, ada, {
    path,
    key: idOf,
    position: seqOf,
    kept: kept.map((message) => message.id),
    write: (page) =>
      Promise.all([
        page < COUNT && post(ada, path, `new ${page}`),
        kept[page] && ada.rest("PUT", `/messages/${kept[page].id}`, { content: "edited" }),
        going[page] && ada.rest("DELETE", `/messages/${going[page].id}`),
      ]),
  });
});

t.test("users and their presence while people come and change", async (t) => {
  const { world, ada, people } = await startTeam(t, COUNT);
  const lists = { "/users": idOf, "/users/presence": userOf };
  for (const [path, key] of Object.entries(lists)) {
    await assertWalk(t, ada, {
      path,
      key,
      position: key,
      kept: people.map(({ id }) => id),
      write: (page) =>
        Promise.all([
          page < COUNT && world.user().rest("GET", "/users/me"),
          people[page]?.rest("PUT", "/users/status", { status: "away" }),
        ]),
    });
  }
});
