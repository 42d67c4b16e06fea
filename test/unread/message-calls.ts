import { type Call, choose, chooseMember, type Resolvers } from "./call.ts";
import {
  isPresent,
  type Mentioning,
  type ModelChannel,
  type ModelMessage,
  mentionsOf,
} from "./model.ts";
import type { Team } from "./team.ts";

export const messageCalls: Resolvers<"post" | "reply" | "edit" | "delete"> = {
  post: (team, channel, { by, mentioning }) => posting(team, channel, by, null, mentioning),
  reply: (team, channel, { by, to, mentioning }) => {
    const parent = choose(channel.messages.filter(isPresent), to);
    return parent && posting(team, channel, by, parent, mentioning);
  },
  edit: (team, channel, step) => {
    const mine = channel.messages.filter(
      ({ author, deleted }) => !deleted && channel.members.has(author),
    );
    const message = choose(mine, step.message);
    const content = textOf(team, step.mentioning);
    return (
      message && {
        by: message.author,
        channel,
        method: "PUT",
        path: `/messages/${message.id}`,
        body: { content },
        apply: () => {
          if (content !== message.text) {
            channel.lastSeq += 1;
            message.text = content;
            Object.assign(message, mentionsOf(channel, step.mentioning, team.guests));
          }
          return undefined;
        },
      }
    );
  },
  delete: (_team, channel, step) => {
    const message = choose(
      channel.messages.filter(({ deleted }) => !deleted),
      step.message,
    );
    const moderated = step.moderate && channel.type !== "direct";
    const by = moderated ? 0 : message?.author;
    return message && by !== undefined && channel.members.has(by)
      ? {
          by,
          channel,
          method: "DELETE",
          path: `/messages/${message.id}`,
          apply: () => {
            channel.lastSeq += 1;
            message.deleted = true;
            return undefined;
          },
        }
      : undefined;
  },
};

function textOf(team: Team, { users, words }: Mentioning): string {
  const names = users.map((user) => `<@${team.users[user]?.id}>`);
  return ["hello", ...names, ...words.map((word) => `<!${word}>`)].join(" ");
}

function posting(
  team: Team,
  channel: ModelChannel,
  choice: number,
  parent: ModelMessage | null,
  mentioning: Mentioning,
): Call {
  const by = chooseMember(channel, choice);
  const text = textOf(team, mentioning);
  return {
    by,
    channel,
    method: "POST",
    path: parent ? `/messages/${parent.id}/thread` : `/channels/${channel.id}/messages`,
    body: { content: text },
    apply: ({ id }) => {
      channel.lastSeq += 1;
      channel.messages.push({
        id,
        channel,
        seq: channel.lastSeq,
        author: by,
        root: parent?.root ?? parent,
        text,
        ...mentionsOf(channel, mentioning, team.guests),
        deleted: false,
      });
      return undefined;
    },
  };
}
