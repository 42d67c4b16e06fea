import { randomUUID } from "node:crypto";
import { operations } from "@chat/contract";
import { createBrowserKeys } from "../../support/push-keys.ts";
import { type Actions, action } from "./action.ts";

/** Whom a call outside of channels is about: user ids. */
export interface People {
  readonly oneself: string;
  /** In a channel with the caller, but in no direct one. */
  readonly acquaintance: string;
  /** In a direct channel with the caller. */
  readonly correspondent: string;
  /** In no channel with anybody. */
  readonly unseen: string;
  readonly foreigner: string;
  /** Files that are not sent yet: the caller's, and somebody else's. */
  readonly ownFile: string;
  readonly anothersFile: string;
}

const { createChannel, getUser, getDm, openDm } = operations;

const file = (which: "ownFile" | "anothersFile") => (people: People) => ({
  params: { attachmentId: people[which] },
});
const get = (who: keyof People) =>
  action(getUser, (people: People) => ({ params: { userId: people[who] } }));
const find = (who: keyof People) =>
  action(getDm, (people: People) => ({ params: { userId: people[who] } }));
const open = (who: keyof People) =>
  action(openDm, (people: People) => ({ body: { user_id: people[who] } }));
const create = (...whom: (keyof People)[]) =>
  action(createChannel, (people: People) => ({
    body: { name: `new-${randomUUID()}`, member_ids: whom.map((who) => people[who]) },
  }));

export const outsideActions: Actions<People> = {
  getMe: action(operations.getMe, () => ({})),
  setStatus: action(operations.setStatus, () => ({ body: { status: "away" as const } })),
  listUsers: action(operations.listUsers, () => ({})),
  listPresence: action(operations.listPresence, () => ({})),
  listChannels: action(operations.listChannels, () => ({})),
  listNotifications: action(operations.listNotifications, () => ({})),
  markNotificationsRead: action(operations.markNotificationsRead, () => ({ body: {} })),
  getNotificationPreferences: action(operations.getNotificationPreferences, () => ({})),
  updateNotificationPreferences: action(operations.updateNotificationPreferences, () => ({
    body: { push: false },
  })),
  createPushSubscription: action(operations.createPushSubscription, () => ({
    body: {
      endpoint: `https://push.example.com/${randomUUID()}`,
      keys: createBrowserKeys().keys,
    },
  })),
  deletePushSubscription: action(operations.deletePushSubscription, () => ({
    query: { endpoint: "https://push.example.com/none" },
  })),
  listJoinedChannels: action(operations.listJoinedChannels, () => ({})),
  "uploadAttachment (for no channel)": action(operations.uploadAttachment, () => ({
    multipart: { file: new Blob(["text"]), name: "notes.txt" },
  })),
  "getAttachment (own, not sent)": action(operations.getAttachment, file("ownFile")),
  "getAttachment (another's, not sent)": action(operations.getAttachment, file("anothersFile")),
  "getAttachmentContent (own, not sent)": action(operations.getAttachmentContent, file("ownFile")),
  "getAttachmentContent (another's, not sent)": action(
    operations.getAttachmentContent,
    file("anothersFile"),
  ),
  search: action(operations.search, () => ({ query: { q: "it" } })),
  "getUser (oneself)": get("oneself"),
  "getUser (of a shared channel)": get("acquaintance"),
  "getUser (unseen by guests)": get("unseen"),
  "getUser (of another organisation)": get("foreigner"),
  "getDm (there already)": find("correspondent"),
  "getDm (not there)": find("acquaintance"),
  "getDm (of another organisation)": find("foreigner"),
  "openDm (there already)": open("correspondent"),
  "openDm (with oneself)": open("oneself"),
  "openDm (of a shared channel)": open("acquaintance"),
  "openDm (unseen by guests)": open("unseen"),
  "openDm (of another organisation)": open("foreigner"),
  createChannel: create(),
  "createChannel (with somebody)": create("acquaintance"),
  "createChannel (with somebody of another organisation)": create("foreigner"),
};
