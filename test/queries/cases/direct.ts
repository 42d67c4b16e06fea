import * as direct from "../../../packages/domain/src/direct/direct.repository.ts";
import { idOf } from "../seed/ids.ts";
import { ORG_ID, userId } from "../seed/shape.ts";
import type { CasesOf } from "./case.ts";

const KNOWN = { low: userId(1), high: userId(20_001) };

export const directCases: readonly CasesOf[] = [
  [
    direct.findDirectChannelId,
    {
      known: (tx) => direct.findDirectChannelId(tx, ORG_ID, KNOWN),
      unknown: (tx) => direct.findDirectChannelId(tx, ORG_ID, { low: userId(1), high: userId(2) }),
    },
  ],
  [
    direct.insertDirectChannel,
    {
      known: (tx) =>
        direct.insertDirectChannel(tx, {
          orgId: ORG_ID,
          id: idOf("channel", 0xffff_ffff),
          pair: KNOWN,
          createdBy: userId(1),
          at: new Date("2026-01-01"),
        }),
    },
  ],
];
