import { insertAttachment } from "../../../packages/domain/src/attachments/attachments.repository.ts";
import { insertChannel } from "../../../packages/domain/src/channels/channels.repository.ts";
import { insertMembers } from "../../../packages/domain/src/members/members.repository.ts";
import {
  findPosted,
  postMessages,
} from "../../../packages/domain/src/messages/posting.repository.ts";
import type { Transaction } from "../recorder.ts";
import { idOf } from "../seed/ids.ts";
import { THREAD_ROOT_SEQ } from "../seed/messages.ts";
import { CHANNEL, channelId, messageId, ORG_ID, USER, userId } from "../seed/shape.ts";
import { upToDate } from "./callers.ts";
import type { CasesOf } from "./case.ts";

type NewMessage = Parameters<typeof postMessages>[2][number];
type PostingManner = Parameters<typeof postMessages>[3];

const NO_MENTIONS = { userIds: [], channel: false, here: false };
const BATCH = 256;

/** Posts `count` messages, each of another author, who is a member. */
async function post(
  tx: Transaction,
  count: number,
  of: (index: number) => Partial<NewMessage> = () => ({}),
  manner: PostingManner = { skipHeld: false, again: false },
): Promise<void> {
  const messages = Array.from({ length: count }, (_, index) => ({
    id: idOf("message", 0xffff_0000_0000 + index),
    channelId: channelId(CHANNEL.million),
    threadId: null,
    userId: userId(USER.author + index),
    guest: false,
    clientId: null,
    content: "hello",
    mentions: NO_MENTIONS,
    attachmentIds: [],
    trace: null,
    ...of(index),
  }));
  const rows = await postMessages(tx, ORG_ID, messages, manner);
  if (rows.some(({ outcome }) => outcome !== "created" && outcome !== "repeated")) {
    throw new Error("a post of the case was refused");
  }
}

/** Posts on a connection that has planned its posts while there were no messages. */
export async function postIntoEmpty(tx: Transaction): Promise<void> {
  const id = channelId(CHANNEL.million);
  const at = new Date("2026-01-01");
  const channel = { orgId: ORG_ID, id, createdBy: userId(1), at, memberCount: 0 };
  const texts = { name: "first", topic: "", description: "" };
  await insertChannel(tx, { ...channel, ...texts, type: "public" });
  const authors = Array.from({ length: BATCH }, (_, index) => ({
    userId: userId(USER.author + index),
    role: "member",
  }));
  await insertMembers(tx, ORG_ID, id, authors, at);
  for (let batch = 0; batch < 10; batch++) {
    await post(tx, BATCH, (index) => ({
      id: idOf("message", batch * BATCH + index),
      clientId: idOf("message", index + batch * BATCH),
      threadId: batch === 0 ? null : idOf("message", 0),
    }));
    await post(tx, 1, () => ({ id: idOf("message", 0xfff0_0000_0000 + batch) }));
  }
}

/** Not sent yet, of the author of that number. */
const newFile = (index: number) => ({
  id: idOf("message", 0xfffe_0000_0000 + index),
  orgId: ORG_ID,
  uploaderId: userId(USER.author + index),
  channelId: null,
  name: "file",
  contentType: "text/plain",
  size: 1,
  sha256: "00",
  status: "pending" as const,
  storageKey: "quarantine/file",
  at: new Date("2026-01-01"),
});

export const postingCases: readonly CasesOf[] = [
  [
    postMessages,
    {
      one: (tx) => post(tx, 1),
      "as many as go together": (tx) => post(tx, BATCH),
      "without waiting": (tx) => post(tx, BATCH, () => ({}), { skipHeld: true, again: false }),
      again: (tx) => post(tx, BATCH, () => ({}), { skipHeld: false, again: true }),
      "with client ids": (tx) => post(tx, BATCH, (index) => ({ clientId: idOf("message", index) })),
      replies: (tx) =>
        post(tx, 20, () => ({ threadId: messageId(CHANNEL.million, THREAD_ROOT_SEQ) })),
      "with files": async (tx) => {
        for (let index = 0; index < 20; index += 1) {
          await insertAttachment(tx, newFile(index));
        }
        await post(tx, 20, (index) => ({ attachmentIds: [newFile(index).id] }));
      },
      "with mentions": (tx) =>
        post(tx, 20, (index) => ({
          mentions: {
            ...NO_MENTIONS,
            userIds: Array.from({ length: 100 }, (_, user) => userId(1_900 + index + user)),
          },
        })),
    },
  ],
  [
    findPosted,
    {
      "with a key": (tx) =>
        findPosted(tx, upToDate, channelId(CHANNEL.million), idOf("message", 7)),
      "without one": (tx) => findPosted(tx, upToDate, channelId(CHANNEL.million), null),
    },
  ],
];
