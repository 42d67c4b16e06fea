import { choose, chooseMember, type Resolvers } from "./call.ts";
import type { ModelChannel } from "./model.ts";

export const memberCalls: Resolvers<"join" | "leave" | "add" | "remove" | "mute"> = {
  join: (team, channel, step) => {
    const outsiders = team.everybody.filter(
      (user) => !channel.members.has(user) && !team.guests.has(user),
    );
    const by = choose(outsiders, step.by);
    return channel.type === "public" && by !== undefined
      ? {
          by,
          channel,
          method: "POST",
          path: `/channels/${channel.id}/join`,
          apply: () => enter(channel, by),
        }
      : undefined;
  },
  leave: (_team, channel, step) => {
    const by = choose(othersIn(channel), step.by);
    return channel.type !== "direct" && by !== undefined
      ? {
          by,
          channel,
          method: "POST",
          path: `/channels/${channel.id}/leave`,
          apply: () => exit(channel, by),
        }
      : undefined;
  },
  add: (team, channel, step) => {
    const members = [...channel.members.keys()].filter((user) => !team.guests.has(user));
    const by = choose(members, step.by);
    const other = choose(
      team.everybody.filter((user) => !channel.members.has(user)),
      step.other,
    );
    return channel.type !== "direct" && by !== undefined && other !== undefined
      ? {
          by,
          channel,
          method: "POST",
          path: `/channels/${channel.id}/members`,
          body: { user_id: team.users[other]?.id },
          apply: () => enter(channel, other),
        }
      : undefined;
  },
  remove: (team, channel, step) => {
    const other = choose(othersIn(channel), step.other);
    return channel.type !== "direct" && other !== undefined
      ? {
          by: 0,
          channel,
          method: "DELETE",
          path: `/channels/${channel.id}/members/${team.users[other]?.id}`,
          apply: () => exit(channel, other),
        }
      : undefined;
  },
  mute: (_team, channel, { by, muted }) => ({
    by: chooseMember(channel, by),
    channel,
    method: "PUT",
    path: `/channels/${channel.id}/membership`,
    body: { muted },
    apply: () => undefined,
  }),
};

/** Without the owner, who is user 0. */
function othersIn({ members }: ModelChannel): number[] {
  return [...members.keys()].filter((user) => user !== 0);
}

/** Whoever comes has read what is there, their own coming included. */
function enter(channel: ModelChannel, user: number): undefined {
  channel.lastSeq += 1;
  channel.members.set(user, channel.lastSeq);
}

function exit(channel: ModelChannel, user: number): undefined {
  channel.lastSeq += 1;
  channel.members.delete(user);
}
