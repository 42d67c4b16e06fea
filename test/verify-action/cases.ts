import type { Message } from "@chat/contract";
import { done, post, postFiles, reply, type Stage } from "./stage.ts";

/** An action that changes what others see. */
export interface Case {
  readonly type?: "public" | "private";
  /** What has happened before the state is looked at. */
  readonly prepare?: (stage: Stage) => Promise<unknown>;
  /** Answers with the channel that it concerns, if that is not the stage's. */
  readonly act: (stage: Stage) => Promise<unknown>;
}

const root = ({ messages }: Stage): Message => messages[0] as Message;
const newest = ({ messages }: Stage): Message => messages.at(-1) as Message;
const at = ({ channel }: Stage, rest = "") => `/channels/${channel.id}${rest}`;
const on = (message: Message, rest = "") => `/messages/${message.id}${rest}`;

const oneMessage = (stage: Stage) => post(stage, stage.bob, "a message");
async function oneReply(stage: Stage) {
  await oneMessage(stage);
  await reply(stage, stage.ada, root(stage), `a reply to <@${stage.bob.id}>`);
}
async function onePin(stage: Stage) {
  await oneReply(stage);
  await done(stage.ada.rest("POST", on(root(stage), "/pin")));
  await done(stage.ada.rest("POST", on(newest(stage), "/pin")));
}
async function oneReaction(stage: Stage) {
  await oneMessage(stage);
  await done(stage.ada.rest("POST", on(root(stage), "/reactions"), { emoji: "👍" }));
}
async function oneTombstone(stage: Stage) {
  await oneReply(stage);
  await done(stage.bob.rest("DELETE", on(root(stage))));
}

/** Named by the operation, and what is special about this one. */
export const CASES: Readonly<Record<string, Case>> = {
  postMessage: { act: (s) => post(s, s.bob, "hello") },
  "postMessage that mentions": { act: (s) => post(s, s.bob, `<@${s.ada.id}> <@${s.eve.id}>`) },
  "postMessage to all": { act: (s) => post(s, s.bob, "<!channel> <!here>") },
  "postMessage into a thread": {
    prepare: oneMessage,
    act: (s) =>
      done(s.ada.rest("POST", at(s, "/messages"), { content: "a reply", thread_id: root(s).id })),
  },
  "postMessage with files": { act: (s) => postFiles(s) },
  "postReply with a file": {
    prepare: oneMessage,
    act: (s) => postFiles(s, `/messages/${root(s).id}/thread`),
  },
  "deleteMessage with files": {
    prepare: (s) => postFiles(s),
    act: (s) => done(s.bob.rest("DELETE", on(root(s)))),
  },
  postReply: { prepare: oneMessage, act: (s) => reply(s, s.ada, root(s), `<@${s.bob.id}>`) },
  "postReply once more": {
    prepare: oneReply,
    act: (s) => reply(s, s.bob, newest(s), "to a reply"),
  },
  "postReply to a tombstone": {
    prepare: oneTombstone,
    act: (s) => reply(s, s.bob, newest(s), "still there"),
  },
  editMessage: {
    prepare: oneMessage,
    act: (s) => done(s.bob.rest("PUT", on(root(s)), { content: "edited" })),
  },
  "editMessage to mention": {
    prepare: onePin,
    act: (s) => done(s.bob.rest("PUT", on(root(s)), { content: `<@${s.ada.id}> <!channel>` })),
  },
  "editMessage of a reply": {
    prepare: oneReply,
    act: (s) => done(s.ada.rest("PUT", on(newest(s)), { content: "no mention any more" })),
  },
  deleteMessage: { prepare: oneMessage, act: (s) => done(s.bob.rest("DELETE", on(root(s)))) },
  "deleteMessage of a root with replies": {
    prepare: oneReply,
    act: (s) => done(s.bob.rest("DELETE", on(root(s)))),
  },
  "deleteMessage of a pinned root that was reacted to": {
    prepare: async (s) => {
      await onePin(s);
      await done(s.bob.rest("POST", on(root(s), "/reactions"), { emoji: "👍" }));
    },
    act: (s) => done(s.bob.rest("DELETE", on(root(s)))),
  },
  "deleteMessage of a pinned one": {
    prepare: async (s) => {
      await oneMessage(s);
      await done(s.ada.rest("POST", on(root(s), "/pin")));
    },
    act: (s) => done(s.ada.rest("DELETE", on(root(s)))),
  },
  "deleteMessage of a reply": {
    prepare: async (s) => {
      await oneReply(s);
      await reply(s, s.bob, root(s), "another");
    },
    act: (s) => done(s.bob.rest("DELETE", on(newest(s)))),
  },
  "deleteMessage of the only reply": {
    prepare: onePin,
    act: (s) => done(s.ada.rest("DELETE", on(newest(s)))),
  },
  "deleteMessage of a tombstone's last reply": {
    prepare: oneTombstone,
    act: (s) => done(s.ada.rest("DELETE", on(newest(s)))),
  },
  pinMessage: { prepare: oneMessage, act: (s) => done(s.ada.rest("POST", on(root(s), "/pin"))) },
  "pinMessage of a reply": {
    prepare: oneReply,
    act: (s) => done(s.bob.rest("POST", on(newest(s), "/pin"))),
  },
  unpinMessage: { prepare: onePin, act: (s) => done(s.bob.rest("DELETE", on(root(s), "/pin"))) },
  addReaction: {
    prepare: oneMessage,
    act: (s) => done(s.ada.rest("POST", on(root(s), "/reactions"), { emoji: "🎉" })),
  },
  "addReaction by another": {
    prepare: oneReaction,
    act: (s) => done(s.bob.rest("POST", on(root(s), "/reactions"), { emoji: "👍" })),
  },
  "addReaction to a reply": {
    prepare: oneReply,
    act: (s) => done(s.bob.rest("POST", on(newest(s), "/reactions"), { emoji: ":party:" })),
  },
  removeReaction: {
    prepare: oneReaction,
    act: (s) => done(s.ada.rest("DELETE", on(root(s), `/reactions/${encodeURIComponent("👍")}`))),
  },
  createChannel: {
    act: (s) =>
      done(
        s.ada.rest("POST", "/channels", {
          name: `new-${s.channel.id}`,
          type: "private",
          member_ids: [s.eve.id, s.bob.id],
        }),
      ),
  },
  "updateChannel: name": {
    prepare: oneMessage,
    act: (s) => done(s.ada.rest("PUT", at(s), { name: `renamed-${s.channel.id}` })),
  },
  "updateChannel: topic and description": {
    act: (s) => done(s.ada.rest("PUT", at(s), { topic: "news", description: "what is new" })),
  },
  archiveChannel: { act: (s) => done(s.ada.rest("POST", at(s, "/archive"))) },
  unarchiveChannel: {
    prepare: (s) => done(s.ada.rest("POST", at(s, "/archive"))),
    act: (s) => done(s.ada.rest("POST", at(s, "/unarchive"))),
  },
  deleteChannel: { prepare: oneReply, act: (s) => done(s.ada.rest("DELETE", at(s))) },
  joinChannel: { prepare: oneMessage, act: (s) => done(s.eve.rest("POST", at(s, "/join"))) },
  leaveChannel: { prepare: oneMessage, act: (s) => done(s.bob.rest("POST", at(s, "/leave"))) },
  "leaveChannel of a private one": {
    type: "private",
    act: (s) => done(s.bob.rest("POST", at(s, "/leave"))),
  },
  addMember: {
    prepare: oneMessage,
    act: (s) => done(s.ada.rest("POST", at(s, "/members"), { user_id: s.eve.id, role: "admin" })),
  },
  "addMember to a private channel": {
    type: "private",
    act: (s) => done(s.bob.rest("POST", at(s, "/members"), { user_id: s.eve.id })),
  },
  removeMember: {
    prepare: oneMessage,
    act: (s) => done(s.ada.rest("DELETE", at(s, `/members/${s.bob.id}`))),
  },
  "removeMember from a private channel": {
    type: "private",
    act: (s) => done(s.ada.rest("DELETE", at(s, `/members/${s.bob.id}`))),
  },
  changeMemberRole: {
    prepare: oneMessage,
    act: (s) => done(s.ada.rest("PUT", at(s, `/members/${s.bob.id}`), { role: "owner" })),
  },
  openDm: { act: (s) => done(s.ada.rest("POST", "/dm", { user_id: s.bob.id })) },
};

/** What changes something and yet has no durable event, and why. */
export const WITHOUT_EVENT: Readonly<Record<string, string>> = {
  uploadAttachment: "is seen by its uploader alone until it is sent",
  markChannelRead:
    "moves one's own marker: told to one's own sockets by read, see read-sync.test.ts",
  markThreadRead: "moves one's own marker of a thread, which no list shows",
  changeMembership: "changes one's own settings, which are fetched with the joined channels",
  markNotificationsRead:
    "marks one's own notifications: told to one's own sockets by notification, see notifications.test.ts",
  updateNotificationPreferences: "changes one's own settings, which are fetched by themselves",
  createPushSubscription: "has a browser told outside of sockets, which no list shows",
  deletePushSubscription: "the same, no more",
  setStatus: "belongs to no channel: told by presence, see presence.test.ts",
};
