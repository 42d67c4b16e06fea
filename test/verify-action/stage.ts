import type { Channel, Message } from "@chat/contract";
import type { RestAnswer } from "../support/rest.ts";
import { uploaded } from "../support/upload.ts";
import { createChannel, type World, type WorldUser } from "../support/world.ts";

/** A channel of Ada's in which Bob is a member and Eve is none, and who acts on it. */
export interface Stage {
  readonly world: World;
  readonly ada: WorldUser;
  readonly bob: WorldUser;
  readonly eve: WorldUser;
  readonly channel: Channel;
  /** What the case's `prepare` made, the newest last. */
  readonly messages: Message[];
}

export async function setStage(world: World, type: "public" | "private"): Promise<Stage> {
  const [ada, bob, eve] = [world.user(), world.user(), world.user()];
  for (const user of [bob, eve]) {
    await done(user.rest("GET", "/users/me"));
  }
  const channel = await createChannel(ada, { type, member_ids: [bob.id] });
  return { world, ada, bob, eve, channel, messages: [] };
}

/** The body of an answer that is no refusal. */
export async function done(answer: Promise<RestAnswer>) {
  const { status, body } = await answer;
  if (status >= 300) {
    throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
  }
  return body;
}

export async function post(stage: Stage, user: WorldUser, content: string): Promise<Message> {
  const path = `/channels/${stage.channel.id}/messages`;
  const message: Message = await done(user.rest("POST", path, { content }));
  stage.messages.push(message);
  return message;
}

export async function reply(
  stage: Stage,
  user: WorldUser,
  root: Message,
  content: string,
): Promise<Message> {
  const message: Message = await done(
    user.rest("POST", `/messages/${root.id}/thread`, { content }),
  );
  stage.messages.push(message);
  return message;
}

/** A message of Bob's with two files and no text; elsewhere than in the channel where a path says so. */
export async function postFiles(stage: Stage, path?: string): Promise<Message> {
  const { bob, channel, messages } = stage;
  const files = [await uploaded(bob, "one"), await uploaded(bob, "two", { name: "two.md" })];
  const body = { content: "", attachment_ids: files.map(({ id }) => id) };
  const posting = bob.rest("POST", path ?? `/channels/${channel.id}/messages`, body);
  const message: Message = await done(posting);
  messages.push(message);
  return message;
}
