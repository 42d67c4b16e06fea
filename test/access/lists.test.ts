import t from "tap";
import { startWorld, type WorldUser } from "../support/world.ts";
import { type Cast, callerOf, createCast } from "./cast.ts";
import { CHANNEL_PLACES, type ChannelPlace } from "./page.ts";
import { type Stage, setStage } from "./stage.ts";

const OPEN = ["Public channel", "Archived public channel"];
const CLOSED = ["Private channel", "Archived private channel"];

/** Stages have names that begin alike; of these one has no name, the other is no stage. */
const NAMED_OTHERWISE = ["Direct channel", "acquainted"];

/** What each caller is a member of, and what they see beside it. */
const CHANNELS: Readonly<Record<string, { joined: string[]; others: string[] }>> = {
  owner: { joined: [...OPEN, ...CLOSED], others: [] },
  admin: { joined: [...OPEN, ...CLOSED], others: [] },
  member: { joined: [...OPEN, ...CLOSED, "Direct channel"], others: [] },
  "guest member": { joined: [...OPEN, ...CLOSED, "acquainted"], others: [] },
  "org admin member": { joined: [...OPEN, ...CLOSED], others: [] },
  "org admin": { joined: [], others: OPEN },
  reader: { joined: [], others: OPEN },
  guest: { joined: ["acquainted"], others: [] },
  "other organisation": { joined: [], others: [] },
  "other organisation admin": { joined: [], others: [] },
};

const world = await startWorld(t);
const cast = await createCast(world);
const stages = await setStages(cast);
const acquainted = cast.acquaintedChannelId;
const channels: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...stages].map(([place, { channelId }]) => [place, channelId])),
  acquainted,
};

/** One channel of each kind, and deleted ones, which nobody sees. */
async function setStages(on: Cast): Promise<Map<ChannelPlace, Stage>> {
  const stages = new Map<ChannelPlace, Stage>();
  for (const place of CHANNEL_PLACES) {
    const caller = place === "Direct channel" ? "participant" : "owner";
    stages.set(place, await setStage(on, place, caller));
  }
  await setStage(on, "Public channel", "owner", { deleted: true });
  await setStage(on, "Private channel", "owner", { deleted: true });
  return stages;
}

async function list(user: WorldUser, path: string): Promise<string[]> {
  const { body } = await user.rest("GET", `${path}${path.includes("?") ? "&" : "?"}limit=200`);
  const items: { id?: string; user_id?: string }[] = body.items;
  return items.map(({ id, user_id }) => id ?? user_id ?? "").toSorted();
}

const idsOf = (names: readonly string[]) => names.map((name) => channels[name] ?? "").toSorted();
const names = (ids: readonly string[]) =>
  ids.map((id) => Object.keys(channels).find((name) => channels[name] === id) ?? id).toSorted();

t.test(
  "listChannels shows what each caller may see, listJoinedChannels what they are in",
  async (t) => {
    for (const [name, { joined, others }] of Object.entries(CHANNELS)) {
      const caller = callerOf(cast, name);
      const visible = [...joined, ...others];
      t.same(names(await list(caller, "/channels")), visible.toSorted(), `${name} sees`);
      t.same(names(await list(caller, "/channels/joined")), joined.toSorted(), `${name} is in`);
      const found = visible.filter((place) => !NAMED_OTHERWISE.includes(place));
      t.same(names(await list(caller, "/channels?q=stage-")), found.toSorted(), `${name} finds`);
    }
  },
);

t.test("the lists of a channel are the same for everybody who sees it", async (t) => {
  for (const [name, { joined, others }] of Object.entries(CHANNELS)) {
    for (const [place, { channelId, messages }] of stages) {
      const sees = [...joined, ...others].includes(place);
      const caller = callerOf(cast, name);
      const lists = {
        [`/channels/${channelId}/messages`]: [messages.own, messages.anothers].toSorted(),
        [`/channels/${channelId}/messages/pinned`]: [messages.anothers],
        [`/messages/${messages.anothers}/thread`]: [messages.reply],
        [`/channels/${channelId}/members`]: await membersOf(channelId),
      };
      for (const [path, expected] of Object.entries(lists)) {
        const { status } = await caller.rest("GET", path);
        t.equal(status, sees ? 200 : 404, `${name}: ${path} of a ${place}`);
        if (sees) {
          t.same(await list(caller, path), expected, `${name}: ${path} of a ${place}`);
        }
      }
    }
  }
});

t.test("guests see the users with whom they share a channel, others all of theirs", async (t) => {
  const everybody = await userIds("org_id = $1", [world.orgId]);
  const staged = await userIds("org_id = $1 and name = 'staged'", [world.orgId]);
  const foreign = await userIds("org_id = $1", [cast.otherOrgId]);
  for (const [name, { joined }] of Object.entries(CHANNELS)) {
    const caller = callerOf(cast, name);
    let visible = name.startsWith("other organisation") ? foreign : everybody;
    if (name.startsWith("guest")) {
      const companions = await Promise.all(idsOf(joined).map(membersOf));
      visible = [...new Set(companions.flat())].toSorted();
    }
    t.same(await list(caller, "/users"), visible, `${name} sees`);
    t.same(await list(caller, "/users/presence"), visible, `${name} sees the presence of`);
    const found = staged.filter((id) => visible.includes(id));
    t.same(await list(caller, "/users?q=stage"), found, `${name} finds`);
    const told = await list(caller, `/users/presence?user_ids=${staged.join(",")}`);
    t.same(told, found, `${name} is told of those asked for`);
  }
});

async function userIds(condition: string, values: string[]): Promise<string[]> {
  const text = `select id from chat_users where ${condition} order by id`;
  return (await world.query<{ id: string }>(text, values)).map(({ id }) => id);
}

async function membersOf(channelId: string): Promise<string[]> {
  const rows = await world.query<{ user_id: string }>(
    `select user_id from chat_channel_members where org_id = $1 and channel_id = $2
     order by user_id`,
    [world.orgId, channelId],
  );
  return rows.map(({ user_id }) => user_id);
}
