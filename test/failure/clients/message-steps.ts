import { PLANTED_TEXT } from "../../support/planted.ts";
import type { Actor, Step } from "./actor.ts";
import { forget, openChannels, remember, type SceneChannel } from "./scene.ts";

const EMOJI = ["👍", "🎉", ":party_parrot:"];

async function post(actor: Actor): Promise<void> {
  const { random, call, scene, userId } = actor;
  const channel = random.pick(openChannels(scene));
  await send(actor, channel, async (clientId, content) =>
    call({
      operation: "postMessage",
      method: "POST",
      path: `/channels/${channel.id}/messages`,
      body: {
        content: random.chance(0.1) ? `${content} <@${userId}> <!channel>` : content,
        client_id: clientId,
      },
      channelId: channel.id,
      clientId,
    }),
  );
}

async function reply(actor: Actor): Promise<void> {
  const { random, call, scene } = actor;
  const channel = random.pick(openChannels(scene));
  const roots = channel.messages.filter(({ isRoot }) => isRoot);
  if (roots.length === 0) {
    return;
  }
  const root = random.pick(roots);
  await send(
    actor,
    channel,
    (clientId, content) =>
      call({
        operation: "postReply",
        method: "POST",
        path: `/messages/${root.id}/thread`,
        body: { content, client_id: clientId },
        channelId: channel.id,
        clientId,
      }),
    false,
  );
}

async function send(
  { random, userId }: Actor,
  channel: SceneChannel,
  request: (clientId: string, content: string) => ReturnType<Actor["call"]>,
  isRoot = true,
): Promise<void> {
  const { status, body } = await request(
    random.uuid(),
    `${PLANTED_TEXT} ${random.integer(0, 1e9)}`,
  );
  if (status === 201 || status === 200) {
    remember(channel, { id: body.id, userId, isRoot });
  }
}

/** Something done to one of the messages known of, one's own or anybody's. */
function onMessage(
  whose: "own" | "any",
  act: (actor: Actor, messageId: string, channel: SceneChannel) => Promise<unknown>,
): Step {
  return async (actor) => {
    const channel = actor.random.pick(openChannels(actor.scene));
    const chosen = channel.messages.filter(
      ({ userId }) => whose === "any" || userId === actor.userId,
    );
    if (chosen.length > 0) {
      await act(actor, actor.random.pick(chosen).id, channel);
    }
  };
}

const edit = onMessage("own", ({ call, random }, id, { id: channelId }) =>
  call({
    operation: "editMessage",
    method: "PUT",
    path: `/messages/${id}`,
    body: { content: `edited ${random.integer(0, 1e9)}` },
    channelId,
  }),
);

const remove = onMessage("own", async ({ call }, id, channel) => {
  await call({
    operation: "deleteMessage",
    method: "DELETE",
    path: `/messages/${id}`,
    channelId: channel.id,
  });
  forget(channel, id);
});

const react = onMessage("any", ({ call, random }, id, { id: channelId }) =>
  call({
    operation: "addReaction",
    method: "POST",
    path: `/messages/${id}/reactions`,
    body: { emoji: random.pick(EMOJI) },
    channelId,
  }),
);

const unreact = onMessage("any", ({ call, random }, id, { id: channelId }) =>
  call({
    operation: "removeReaction",
    method: "DELETE",
    path: `/messages/${id}/reactions/${encodeURIComponent(random.pick(EMOJI))}`,
    channelId,
  }),
);

const pin = onMessage("any", ({ call, random }, id, { id: channelId }) => {
  const isPin = random.chance(0.6);
  return call({
    operation: isPin ? "pinMessage" : "unpinMessage",
    method: isPin ? "POST" : "DELETE",
    path: `/messages/${id}/pin`,
    channelId,
  });
});

export const messageSteps = [
  { weight: 40, value: post },
  { weight: 12, value: reply },
  { weight: 10, value: edit },
  { weight: 7, value: remove },
  { weight: 12, value: react },
  { weight: 4, value: unreact },
  { weight: 4, value: pin },
];
