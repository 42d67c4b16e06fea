import * as channels from "../../../packages/domain/src/channels/channels.repository.ts";
import type { Transaction } from "../recorder.ts";
import { idOf } from "../seed/ids.ts";
import { CHANNEL, channelId, ORG_ID, USER, userId } from "../seed/shape.ts";
import { diarist, farBehind, guest, joiner, outsider, upToDate } from "./callers.ts";
import type { CasesOf } from "./case.ts";

const AT = new Date("2026-01-01");
const FIRST = channelId(0);
const MIDDLE = channelId(25_000);
const PLACE = { org_id: ORG_ID, id: channelId(CHANNEL.million) };

type Caller = typeof upToDate;

function list(
  caller: Caller,
  page: { q?: string; after?: string; guest?: boolean; limit?: number },
) {
  const { q, after = FIRST, guest = false, limit = 51 } = page;
  return (tx: Transaction) =>
    channels.listCallerChannels(tx, { ...caller, guest }, { afterId: after, limit, q: q ?? null });
}

function joined(caller: Caller, limit: number, after = FIRST) {
  return (tx: Transaction) =>
    channels.listJoinedCallerChannels(tx, caller, { afterId: after, limit });
}

function find(channel: number, { userId: id }: Caller) {
  return (tx: Transaction) => channels.findCallerChannel(tx, ORG_ID, channelId(channel), id);
}

export const channelCases: readonly CasesOf[] = [
  [
    channels.lockChannel,
    {
      "of a member": (tx) => channels.lockChannel(tx, { ...upToDate, role: "member" }, PLACE.id),
      "of a guest outside": (tx) =>
        channels.lockChannel(tx, { ...outsider, role: "guest" }, PLACE.id),
    },
  ],
  [
    channels.insertChannel,
    {
      "a channel": (tx) =>
        channels.insertChannel(tx, {
          orgId: ORG_ID,
          id: idOf("channel", 0xffff_ffff),
          type: "public",
          name: "new",
          topic: "",
          description: "",
          createdBy: userId(1),
          at: AT,
          memberCount: 0,
        }),
    },
  ],
  [
    channels.updateChannelRow,
    {
      renamed: (tx) =>
        channels.updateChannelRow(tx, {
          ...PLACE,
          name: "renamed",
          topic: "",
          description: "",
          archived_at: null,
          updated_at: AT,
        }),
    },
  ],
  [
    channels.markChannelDeleted,
    { "a channel": (tx) => channels.markChannelDeleted(tx, ORG_ID, PLACE.id, AT) },
  ],
  [
    channels.findCallerChannel,
    {
      "for who has read all": find(CHANNEL.million, upToDate),
      "for who has read nothing": find(CHANNEL.million, farBehind),
      "for who is no member": find(CHANNEL.million, outsider),
      "a long run of deleted messages": find(CHANNEL.cleared, farBehind),
      "a long run of mentions of others": {
        run: find(CHANNEL.diary, farBehind),
        because: "passes over mentions of others after the marker, in the index alone",
      },
      "a long run of one's own messages": {
        run: find(CHANNEL.diary, diarist),
        because: "passes over one's own messages after the marker, in the index alone",
      },
    },
  ],
  [
    channels.listCallerChannels,
    {
      "the first page": list(outsider, {}),
      "the longest page": list(outsider, { limit: 201 }),
      "a page in the middle": list(joiner, { after: MIDDLE }),
      "beyond the last": list(joiner, { after: channelId(999_999_999) }),
      "a member of many": list(joiner, {}),
      "a guest": list(guest, { guest: true }),
      "a guest in the middle": list(guest, { guest: true, after: channelId(3) }),
      "a name that many have": list(outsider, { q: "channel" }),
      "a name that many have, in the middle": list(outsider, { q: "channel", after: MIDDLE }),
      "a name that one has": list(outsider, { q: "-25000" }),
      "a name that one has, past it": list(outsider, { q: "-25000", after: channelId(30_000) }),
      "a name that some have": list(outsider, { q: "abc" }),
      "a name that nobody has": list(outsider, { q: "nobody-calls-it-this" }),
      "two characters that nobody has": list(outsider, { q: "zz" }),
      "one character that nobody has": list(outsider, { q: "z" }),
      "a member of many, a name that nobody has": list(joiner, { q: "nobody-calls-it-this" }),
      "a guest, a name that nobody has": list(guest, { guest: true, q: "nobody-calls-it-this" }),
    },
  ],
  [
    channels.listJoinedCallerChannels,
    {
      "the first page": joined(joiner, 51),
      "the longest page": joined(joiner, 201),
      "a page in the middle": joined(joiner, 51, channelId(CHANNEL.joined + 200)),
      "of nothing": joined(outsider, 51),
      "who has read nothing of long histories": {
        run: joined(farBehind, 51),
        because: "passes over mentions of others after the marker, in the index alone",
      },
    },
  ],
  [
    channels.listAccess,
    {
      "one channel": (tx) => channels.listAccess(tx, ORG_ID, userId(USER.joiner), [PLACE.id]),
      "as many as a frame may name": (tx) =>
        channels.listAccess(
          tx,
          ORG_ID,
          userId(USER.joiner),
          Array.from({ length: 200 }, (_, index) => channelId(CHANNEL.joined + index)),
        ),
    },
  ],
];
