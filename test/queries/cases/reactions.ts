import * as reactions from "../../../packages/domain/src/reactions/reactions.repository.ts";
import { CHANNEL, messageId, ORG_ID, userId } from "../seed/shape.ts";
import type { CasesOf } from "./case.ts";

const REACTION = {
  orgId: ORG_ID,
  messageId: messageId(CHANNEL.million, 10),
  userId: userId(1),
  emoji: "new",
};

export const reactionCases: readonly CasesOf[] = [
  [reactions.countOtherEmoji, { "of some": (tx) => reactions.countOtherEmoji(tx, REACTION) }],
  [
    reactions.insertReaction,
    { one: (tx) => reactions.insertReaction(tx, REACTION, new Date("2026-01-01")) },
  ],
  [
    reactions.deleteReaction,
    { "one that is not there": (tx) => reactions.deleteReaction(tx, REACTION) },
  ],
  [
    reactions.saveReactions,
    { "of some": (tx) => reactions.saveReactions(tx, ORG_ID, REACTION.messageId) },
  ],
];
