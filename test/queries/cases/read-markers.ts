import * as markers from "../../../packages/domain/src/read-markers/read-markers.repository.ts";
import type { Transaction } from "../recorder.ts";
import { THREAD_ROOT_SEQ } from "../seed/messages.ts";
import { CHANNEL, channelId, messageId } from "../seed/shape.ts";
import { diarist, farBehind, upToDate } from "./callers.ts";
import type { CasesOf } from "./case.ts";

const HISTORY = channelId(CHANNEL.million);
const ROOT = messageId(CHANNEL.million, THREAD_ROOT_SEQ);
const REPLY = messageId(CHANNEL.million, 500_000);

function move(channel: number, caller: typeof upToDate, to: markers.MarkerMove) {
  return (tx: Transaction) => markers.moveChannelMarker(tx, caller, channelId(channel), to);
}

function moveThread(seq: number) {
  return (tx: Transaction) => markers.moveThreadMarker(tx, farBehind, ROOT, seq);
}

export const readMarkerCases: readonly CasesOf[] = [
  [
    markers.findReadTarget,
    {
      "up to now": (tx) => markers.findReadTarget(tx, upToDate, HISTORY, null),
      "up to a message": (tx) => markers.findReadTarget(tx, upToDate, HISTORY, REPLY),
    },
  ],
  [
    markers.moveChannelMarker,
    {
      "up to now": move(CHANNEL.million, farBehind, { seq: null, force: false }),
      "from far behind to a little less far": move(CHANNEL.million, farBehind, {
        seq: 10,
        force: false,
      }),
      "back to the beginning": move(CHANNEL.million, upToDate, { seq: 0, force: true }),
      "in a long run of one's own messages": {
        run: move(CHANNEL.diary, diarist, { seq: 1, force: false }),
        because: "passes over one's own messages after the marker, in the index alone",
      },
    },
  ],
  [
    markers.findThreadReadTarget,
    {
      "up to the newest": (tx) => markers.findThreadReadTarget(tx, upToDate, ROOT, null),
      "up to a reply": (tx) => markers.findThreadReadTarget(tx, upToDate, ROOT, REPLY),
      "by a reply": (tx) => markers.findThreadReadTarget(tx, upToDate, REPLY, REPLY),
    },
  ],
  [
    markers.moveThreadMarker,
    {
      "to the beginning of a long thread": moveThread(5),
      "to the middle": moveThread(500_000),
      "to the newest": moveThread(1_000_000),
    },
  ],
];
