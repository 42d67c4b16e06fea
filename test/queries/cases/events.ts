import * as events from "../../../packages/domain/src/events/events.repository.ts";
import type { Transaction } from "../recorder.ts";
import { CHANNEL, channelId, messageId, ORG_ID, userId } from "../seed/shape.ts";
import type { CasesOf } from "./case.ts";

function list(channel: number, afterSeq: number) {
  return (tx: Transaction) =>
    events.listEvents(tx, { orgId: ORG_ID, channelId: channelId(channel), afterSeq }, 200);
}

export const eventCases: readonly CasesOf[] = [
  [
    events.insertEvent,
    {
      one: (tx) =>
        events.insertEvent(tx, {
          orgId: ORG_ID,
          channelId: channelId(CHANNEL.million),
          type: "reaction",
          messageId: messageId(CHANNEL.million, 1),
          userId: userId(1),
          payload: "{}",
        }),
    },
  ],
  [
    events.listEvents,
    {
      "a page in the middle": list(CHANNEL.million, 950_000),
      "the last page": list(CHANNEL.million, 999_900),
      "up to date": list(CHANNEL.million, 1_000_000),
      "older than the log": list(CHANNEL.million, 0),
      "a quiet channel": list(40_000, 10),
    },
  ],
  [
    events.listPositions,
    {
      "as many as are compared at once": (tx) =>
        events.listPositions(
          tx,
          Array.from({ length: 1_000 }, () => ORG_ID),
          Array.from({ length: 1_000 }, (_, index) => channelId(1 + 40 * index)),
        ),
    },
  ],
  [events.countPartitionDaysAhead, { "": (tx) => events.countPartitionDaysAhead(tx) }],
  [events.addPartitions, { "some more days": (tx) => events.addPartitions(tx, 16) }],
  [
    events.listExpiredPartitions,
    { "a short retention": (tx) => events.listExpiredPartitions(tx, 3) },
  ],
  [
    events.dropPartition,
    {
      // To detach concurrently is a command that no transaction may hold, and has no plan.
      detached: async (tx) => {
        const name = await anyPartition(tx);
        await events.dropPartition(tx, { name, state: "detached" });
      },
    },
  ],
];

async function anyPartition(tx: Transaction): Promise<string> {
  const [partition] = await events.listExpiredPartitions(tx, 0);
  if (!partition) {
    throw new Error("there is no partition of the past");
  }
  return partition.name;
}
