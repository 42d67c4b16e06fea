import { type Call, choose, chooseMember, type Resolvers } from "./call.ts";
import { channelMarker, isPresent, type ModelMessage, repliesOf, threadMarker } from "./model.ts";

export const readingCalls: Resolvers<"read" | "markUnread" | "readThread"> = {
  read: (_team, channel, step) => {
    const by = chooseMember(channel, step.by);
    const upTo = step.upTo === null ? undefined : choose(channel.messages, step.upTo);
    return {
      by,
      channel,
      method: "POST",
      path: `/channels/${channel.id}/read`,
      ...(upTo ? { body: { message_id: upTo.id } } : {}),
      apply: () => {
        const before = channel.members.get(by) ?? 0;
        channel.members.set(by, Math.max(before, upTo?.seq ?? channel.lastSeq));
        return channelMarker(channel, by);
      },
    };
  },
  markUnread: (_team, channel, step) => {
    const by = chooseMember(channel, step.by);
    const from = choose(channel.messages, step.from);
    return (
      from && {
        by,
        channel,
        method: "POST",
        path: `/channels/${channel.id}/read`,
        body: { message_id: from.id, force: true },
        apply: () => {
          channel.members.set(by, from.seq - 1);
          return channelMarker(channel, by);
        },
      }
    );
  },
  readThread: (_team, channel, step) => {
    const root = choose(
      channel.messages.filter((message) => message.root === null && isPresent(message)),
      step.thread,
    );
    return root && readingThread(root, chooseMember(channel, step.by), step.upTo);
  },
};

function readingThread(root: ModelMessage, by: number, choice: number | null): Call {
  const { channel } = root;
  const replies = repliesOf(root);
  const upTo = choice === null ? undefined : choose([root, ...replies], choice);
  const newest = replies.findLast(({ deleted }) => !deleted) ?? root;
  return {
    by,
    channel,
    method: "POST",
    path: `/messages/${root.id}/thread/read`,
    ...(upTo ? { body: { message_id: upTo.id } } : {}),
    apply: () => {
      const key = `${root.id} ${by}`;
      const before = channel.threadReads.get(key) ?? 0;
      channel.threadReads.set(key, Math.max(before, (upTo ?? newest).seq));
      return threadMarker(root, by);
    },
  };
}
