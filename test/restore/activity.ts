import { randomBytes, randomUUID } from "node:crypto";
import type { Channel, Message } from "@chat/contract";
import { createBrowserKeys } from "../support/push-keys.ts";
import type { Rest } from "../support/rest.ts";
import { createPerson, done, type Person, uploadAs } from "./cast.ts";

/** A word that every message has. */
export const WORD = "lighthouse";
/** Larger than one part of an object. */
const LARGE_BYTES = 6 * 1024 * 1024;

export interface Activity {
  readonly people: readonly Person[];
  readonly channels: readonly Channel[];
}

/** A team that does what teams do; every list that a user can ask for has something in it. */
export async function fillService(apiUrl: string, rounds: number): Promise<Activity> {
  const orgId = randomUUID();
  const people = ["ada", "bob", "eve", "kim"].map((name) => createPerson(orgId, name));
  const rests = people.map((person) => person.at(apiUrl));
  const [ada, bob, eve] = rests as [Rest, Rest, Rest, Rest];
  for (const rest of rests) {
    await done(rest("GET", "/users/me"));
  }
  const channels = await createChannels(ada, people);
  for (const [index, { id }] of channels.entries()) {
    for (let round = 0; round < rounds; round += 1) {
      await converse(ada, bob, id, `${index}-${round}`, people[1]?.id ?? "");
    }
    await done(bob("POST", `/channels/${id}/read`, {}));
    await postAs(ada, id, { content: `${WORD} unread by bob in ${index}` });
    await done(bob("PUT", `/channels/${id}/membership`, { muted: index % 2 === 1 }));
  }
  await attach(ada, channels[0]?.id ?? "");
  await done(eve("PUT", "/notifications/preferences", { keywords: ["kraken"] }));
  await postAs(ada, channels[0]?.id ?? "", { content: `${WORD} and a kraken` });
  await done(
    bob("POST", "/notifications/push-subscriptions", {
      endpoint: "https://push.example.com/restore",
      keys: createBrowserKeys().keys,
    }),
  );
  await done(bob("PUT", "/users/status", { status: "dnd", status_text: "restoring" }));
  await done(ada("POST", `/channels/${channels[1]?.id}/archive`));
  return { people, channels };
}

async function createChannels(ada: Rest, people: readonly Person[]): Promise<Channel[]> {
  const channels: Channel[] = [];
  for (const type of ["public", "private"]) {
    for (const name of ["one", "two"]) {
      const channel = await done(ada("POST", "/channels", { name: `${type}-${name}`, type }));
      for (const { id } of people.slice(1, 3)) {
        await done(ada("POST", `/channels/${channel.id}/members`, { user_id: id }));
      }
      channels.push(channel);
    }
  }
  channels.push(await done(ada("POST", "/dm", { user_id: people[1]?.id })));
  return channels;
}

/** Posts, replies, reactions, a pin, an edit, a deletion, read markers. */
async function converse(ada: Rest, bob: Rest, channelId: string, what: string, bobId: string) {
  const root = await postAs(ada, channelId, { content: `${WORD} ${what} <@${bobId}>` });
  const reply = await replyTo(bob, root, `${WORD} reply ${what}`);
  await replyTo(ada, root, `${WORD} another reply ${what}`);
  await done(bob("POST", `/messages/${root.id}/reactions`, { emoji: "👍" }));
  await done(ada("POST", `/messages/${reply.id}/reactions`, { emoji: "🎉" }));
  await done(ada("POST", `/messages/${root.id}/pin`));
  await done(bob("POST", `/messages/${root.id}/thread/read`, { message_id: reply.id }));
  const wrong = await postAs(bob, channelId, { content: `${WORD} wrong ${what}` });
  await done(bob("PUT", `/messages/${wrong.id}`, { content: `${WORD} edited ${what}` }));
  const gone = await postAs(bob, channelId, { content: `${WORD} gone ${what}` });
  await done(bob("DELETE", `/messages/${gone.id}`));
}

async function attach(ada: Rest, channelId: string): Promise<void> {
  const files = [Buffer.from("a small file"), randomBytes(LARGE_BYTES)];
  for (const [index, content] of files.entries()) {
    const id = await uploadAs(ada, `file-${index}.bin`, new Uint8Array(content));
    await postAs(ada, channelId, { content: `${WORD} with a file`, attachment_ids: [id] });
  }
  const removed = await uploadAs(ada, "removed.txt", new TextEncoder().encode("removed"));
  const carrier = await postAs(ada, channelId, { content: WORD, attachment_ids: [removed] });
  await done(ada("DELETE", `/messages/${carrier.id}`));
}

function postAs(rest: Rest, channelId: string, body: object): Promise<Message> {
  return done(rest("POST", `/channels/${channelId}/messages`, body));
}

function replyTo(rest: Rest, { id }: Message, content: string): Promise<Message> {
  return done(rest("POST", `/messages/${id}/thread`, { content }));
}
