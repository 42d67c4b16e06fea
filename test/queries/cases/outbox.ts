import * as outbox from "../../../packages/domain/src/outbox/outbox.repository.ts";
import { CHANNEL, channelId, ORG_ID } from "../seed/shape.ts";
import type { CasesOf } from "./case.ts";

export const outboxCases: readonly CasesOf[] = [
  [
    outbox.deletePublished,
    {
      one: (tx) => outbox.deletePublished(tx, [key(0)]),
      "a batch": (tx) =>
        outbox.deletePublished(
          tx,
          Array.from({ length: 500 }, (_, index) => key(index)),
        ),
    },
  ],
  [
    outbox.claimLeftovers,
    {
      "of many": (tx) => outbox.claimLeftovers(tx, 500, 500),
      "of which none is old enough": (tx) => outbox.claimLeftovers(tx, 3_600_000, 500),
    },
  ],
  [
    outbox.measureOutbox,
    {
      "a long one": {
        run: (tx) => outbox.measureOutbox(tx),
        because: "counts what waits, at most 100,000 rows; once a scrape",
      },
    },
  ],
];

function key(index: number) {
  return { orgId: ORG_ID, channelId: channelId(CHANNEL.million), seq: 1_000_000 - index };
}
