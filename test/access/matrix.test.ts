import t from "tap";
import { startWorld } from "../support/world.ts";
import { attachmentActions } from "./actions/attachments.ts";
import { channelActions } from "./actions/channels.ts";
import { memberActions } from "./actions/members.ts";
import { messageActions } from "./actions/messages.ts";
import { outsideActions } from "./actions/outside.ts";
import { callerOf, createCast, FOREIGNERS } from "./cast.ts";
import { CHANNEL_PLACES, type ChannelPlace, nameOf, OUTSIDE, readPage } from "./page.ts";
import { gatherPeople } from "./people.ts";
import { assertAnswer, isRefusal, playing, wordsOf } from "./play.ts";
import { STAGE_SEQ, type StageOptions, setStage } from "./stage.ts";

const HIDDEN = "404 not_found";

const inChannels = {
  ...attachmentActions,
  ...channelActions,
  ...memberActions,
  ...messageActions,
};
const page = await readPage();
const world = await startWorld(t, {
  environment: { DATABASE_POOL_SIZE: "8", ATTACHMENT_SCAN: "off" },
});
const cast = await createCast(world);

/** Plays a cell on a channel of its own. */
async function play(
  place: ChannelPlace,
  { action: name, caller }: { action: string; caller: string },
  options: StageOptions = {},
): Promise<{ channelId: string; got: string }> {
  const action = inChannels[name];
  if (!action) {
    throw new Error(`there is no action "${name}"`);
  }
  const stage = await setStage(cast, place, caller, { ...action.options, ...options });
  const got = wordsOf(await action.perform(callerOf(cast, caller).rest, stage));
  return { channelId: stage.channelId, got };
}

for (const place of CHANNEL_PLACES) {
  t.test(place, async (t) => {
    const there = page.filter((cell) => cell.place === place);
    const foreign = [...new Set(there.map(({ action }) => action))].flatMap((action) =>
      FOREIGNERS.map((caller) => ({ action, place, caller, expected: HIDDEN })),
    );
    const refused: string[] = [];
    await playing.map([...there, ...foreign], async (cell) => {
      const { channelId, got } = await play(place, cell);
      assertAnswer(t, nameOf(cell), cell.expected, got);
      refused.push(...(isRefusal(got) ? [channelId] : []));
    });
    const changed = await world.query(
      "select id from chat_channels where org_id = $1 and id = any($2::uuid[]) and last_seq <> $3",
      [world.orgId, refused, STAGE_SEQ],
    );
    t.same(changed, [], "what was refused changed nothing");
  });
}

t.test("a deleted channel is hidden from everybody", async (t) => {
  for (const place of ["Public channel", "Private channel"] as const) {
    const there = page.filter((cell) => cell.place === place);
    await playing.map(there, async (cell) => {
      const { got } = await play(place, cell, { deleted: true });
      assertAnswer(t, `deleted: ${nameOf(cell)}`, HIDDEN, got);
    });
  }
});

t.test(OUTSIDE, async (t) => {
  const roles = { "org admin": "admin", member: "member", guest: "guest" } as const;
  const there = page.filter(({ place }) => place === OUTSIDE);
  await playing.map(there, async (cell) => {
    const role = roles[cell.caller as keyof typeof roles];
    const { caller, people } = await gatherPeople(world, role);
    const answer = await outsideActions[cell.action]?.perform(caller.rest, people);
    assertAnswer(t, nameOf(cell), cell.expected, answer ? wordsOf(answer) : "no such action");
  });
});
