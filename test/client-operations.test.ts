import { randomUUID } from "node:crypto";
import type { ChatClient, ClientAnswer, OperationName } from "@chat/client";
import {
  type Attachment,
  type Channel,
  type Message,
  type Operation,
  operations,
} from "@chat/contract";
import t from "tap";
import { Compile } from "typebox/compile";
import { testBucket } from "./support/bucket.ts";
import { checkedClient } from "./support/client.ts";
import { createBrowserKeys } from "./support/push-keys.ts";
import { startWorld } from "./support/world.ts";

/** What the calls below find there: two people, and things of the first as often as they are asked for. */
interface Stage {
  readonly ada: ChatClient;
  readonly adaId: string;
  readonly bob: ChatClient;
  readonly bobId: string;
  /** With both in it. */
  createChannel(): Promise<Channel>;
  postMessage(): Promise<Message>;
  /** An image that has a thumbnail; nothing is scanned. */
  uploadImage(): Promise<Attachment>;
}

type Answer<N extends OperationName> = ClientAnswer<Extract<(typeof operations)[N], Operation>>;

/** Each operation once: one that the contract gets is missing here until it is called. */
const CALLS: { readonly [N in OperationName]: (stage: Stage) => Promise<Answer<N>> } = {
  createChannel: ({ ada, bobId }) =>
    ada.createChannel({ name: randomUUID(), type: "private", topic: "t", member_ids: [bobId] }),
  listChannels: ({ ada }) => ada.listChannels({ q: "a", limit: 2 }),
  listJoinedChannels: ({ ada }) => ada.listJoinedChannels(),
  getChannel: async ({ ada, createChannel }) =>
    ada.getChannel({ channelId: (await createChannel()).id }),
  updateChannel: async ({ ada, createChannel }) =>
    ada.updateChannel({ channelId: (await createChannel()).id, description: "d" }),
  deleteChannel: async ({ ada, createChannel }) =>
    ada.deleteChannel({ channelId: (await createChannel()).id }),
  archiveChannel: async ({ ada, createChannel }) =>
    ada.archiveChannel({ channelId: (await createChannel()).id }),
  async unarchiveChannel({ ada, createChannel }) {
    const { id: channelId } = await createChannel();
    await ada.archiveChannel({ channelId });
    return ada.unarchiveChannel({ channelId });
  },

  openDm: ({ ada, bobId }) => ada.openDm({ user_id: bobId }),
  async getDm({ ada, adaId, bob, bobId }) {
    await ada.openDm({ user_id: bobId });
    return bob.getDm({ userId: adaId });
  },

  joinChannel: async ({ bob, createChannel }) =>
    bob.joinChannel({ channelId: (await createChannel()).id }),
  leaveChannel: async ({ bob, createChannel }) =>
    bob.leaveChannel({ channelId: (await createChannel()).id }),
  listMembers: async ({ ada, createChannel }) =>
    ada.listMembers({ channelId: (await createChannel()).id, limit: 1 }),
  async addMember({ ada, bobId }) {
    const { id: channelId } = await ada.createChannel({ name: randomUUID() });
    return ada.addMember({ channelId, user_id: bobId, role: "admin" });
  },
  changeMemberRole: async ({ ada, bobId, createChannel }) =>
    ada.changeMemberRole({
      channelId: (await createChannel()).id,
      userId: bobId,
      role: "admin",
    }),
  removeMember: async ({ ada, bobId, createChannel }) =>
    ada.removeMember({ channelId: (await createChannel()).id, userId: bobId }),
  changeMembership: async ({ bob, createChannel }) =>
    bob.changeMembership({
      channelId: (await createChannel()).id,
      muted: true,
      notify: "mentions",
    }),
  async markChannelRead({ bob, postMessage }) {
    const { id, channel_id } = await postMessage();
    return bob.markChannelRead({ channelId: channel_id, message_id: id, force: true });
  },

  postMessage: async ({ ada, bobId, createChannel }) =>
    ada.postMessage({ channelId: (await createChannel()).id, content: `<@${bobId}>` }),
  async listMessages({ ada, postMessage }) {
    const { id, channel_id } = await postMessage();
    return ada.listMessages({ channelId: channel_id, around: id });
  },
  async listPinnedMessages({ ada, postMessage }) {
    const { id, channel_id } = await postMessage();
    await ada.pinMessage({ messageId: id });
    return ada.listPinnedMessages({ channelId: channel_id });
  },
  getMessage: async ({ bob, postMessage }) =>
    bob.getMessage({ messageId: (await postMessage()).id }),
  editMessage: async ({ ada, postMessage }) =>
    ada.editMessage({ messageId: (await postMessage()).id, content: "edited" }),
  deleteMessage: async ({ ada, postMessage }) =>
    ada.deleteMessage({ messageId: (await postMessage()).id }),
  pinMessage: async ({ bob, postMessage }) =>
    bob.pinMessage({ messageId: (await postMessage()).id }),
  async unpinMessage({ ada, bob, postMessage }) {
    const { id: messageId } = await postMessage();
    await bob.pinMessage({ messageId });
    return ada.unpinMessage({ messageId });
  },
  addReaction: async ({ bob, postMessage }) =>
    bob.addReaction({ messageId: (await postMessage()).id, emoji: "👩‍👩‍👧‍👦" }),
  async removeReaction({ bob, postMessage }) {
    const { id: messageId } = await postMessage();
    await bob.addReaction({ messageId, emoji: "a/b?%" });
    return bob.removeReaction({ messageId, emoji: "a/b?%" });
  },
  async getThread({ ada, bob, postMessage }) {
    const { id: messageId } = await postMessage();
    await bob.postReply({ messageId, content: "reply" });
    return ada.getThread({ messageId, limit: 1 });
  },
  postReply: async ({ bob, postMessage }) =>
    bob.postReply({ messageId: (await postMessage()).id, content: "reply" }),
  async markThreadRead({ ada, bob, postMessage }) {
    const { id: messageId } = await postMessage();
    await bob.postReply({ messageId, content: "reply" });
    return ada.markThreadRead({ messageId });
  },

  uploadAttachment: async ({ ada, createChannel }) =>
    ada.uploadAttachment({
      file: new Blob(["text"]),
      name: "notes.txt",
      channel_id: (await createChannel()).id,
    }),
  getAttachment: async ({ ada, uploadImage }) =>
    ada.getAttachment({ attachmentId: (await uploadImage()).id }),
  getAttachmentContent: async ({ ada, uploadImage }) =>
    ada.getAttachmentContent({ attachmentId: (await uploadImage()).id }),
  getAttachmentThumbnail: async ({ ada, uploadImage }) =>
    ada.getAttachmentThumbnail({ attachmentId: (await uploadImage()).id }),
  search: ({ ada }) => ada.search({ q: "text -draft in:general", sort: "newest", limit: 2 }),

  listNotifications: ({ ada }) => ada.listNotifications({ limit: 1 }),
  markNotificationsRead: ({ ada }) => ada.markNotificationsRead(),
  getNotificationPreferences: ({ ada }) => ada.getNotificationPreferences(),
  updateNotificationPreferences: ({ ada }) =>
    ada.updateNotificationPreferences({ keywords: ["release"], mail: false }),
  createPushSubscription: ({ ada }) =>
    ada.createPushSubscription({
      endpoint: `https://push.example.com/${randomUUID()}`,
      keys: createBrowserKeys().keys,
    }),
  deletePushSubscription: ({ ada }) =>
    ada.deletePushSubscription({ endpoint: "https://push.example.com/x" }),
  explainNotification: async ({ bob, postMessage }) =>
    bob.explainNotification({ message_id: (await postMessage()).id }),

  getMe: ({ ada }) => ada.getMe(),
  listUsers: ({ ada }) => ada.listUsers({ limit: 1 }),
  getUser: ({ ada, bobId }) => ada.getUser({ userId: bobId }),
  listPresence: ({ ada, bobId, adaId }) => ada.listPresence({ user_ids: `${adaId},${bobId}` }),
  setStatus: ({ ada }) =>
    ada.setStatus({ status: "dnd", status_text: "busy", expires_at: "2999-01-01T00:00:00Z" }),
};

t.test("the SDK calls every operation, and gets what the contract says", async (t) => {
  const world = await startWorld(t, { environment: { ATTACHMENT_SCAN: "off" } });
  const [ada, bob] = [world.user(), world.user()];
  const url = world.apis[0]?.url ?? "";
  const bucket = testBucket(t);
  const stage: Stage = {
    ada: checkedClient(url, ada.token),
    adaId: ada.id,
    bob: checkedClient(url, bob.token),
    bobId: bob.id,
    async createChannel() {
      const { id: channelId } = await stage.ada.createChannel({ name: randomUUID() });
      return stage.bob.joinChannel({ channelId });
    },
    postMessage: async () =>
      stage.ada.postMessage({ channelId: (await stage.createChannel()).id, content: "text" }),
    async uploadImage() {
      const uploaded = await stage.ada.uploadAttachment({ file: new Blob(["image"]), name: "i" });
      await world.query(
        "update chat_attachments set thumbnail_width = 1, thumbnail_height = 1 where id = $1",
        [uploaded.id],
      );
      await bucket.put(`thumbnail/${world.orgId}/${uploaded.id}`, "thumbnail");
      return uploaded;
    },
  };
  // A user exists from their first call on.
  await Promise.all([stage.ada.getMe(), stage.bob.getMe()]);

  const every: Operation[] = Object.values(operations).filter((value) => "path" in value);
  t.strictSame(Object.keys(CALLS).sort(), every.map(({ id }) => id).sort());
  for (const { id, answers } of every) {
    await t.test(id, async (t) => {
      const answer = await CALLS[id as OperationName](stage);
      const fits = Object.values(answers).some((schema) =>
        schema === null
          ? answer === undefined || answer instanceof Blob
          : Compile(schema).Check(answer),
      );
      t.ok(fits, JSON.stringify(answer));
    });
  }
});
