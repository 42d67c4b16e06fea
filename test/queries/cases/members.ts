import * as members from "../../../packages/domain/src/members/members.repository.ts";
import type { Transaction } from "../recorder.ts";
import { CHANNEL, channelId, ORG_ID, userId } from "../seed/shape.ts";
import { outsider, upToDate } from "./callers.ts";
import type { CasesOf } from "./case.ts";

const AT = new Date("2026-01-01");
const TOWN = channelId(CHANNEL.town);
const HISTORY = channelId(CHANNEL.million);
const MEMBER = userId(2_000);

function page(afterUserId: string, limit: number) {
  return (tx: Transaction) => members.findMemberPage(tx, upToDate, TOWN, { afterUserId, limit });
}

export const memberCases: readonly CasesOf[] = [
  [members.findMember, { "of many": (tx) => members.findMember(tx, ORG_ID, TOWN, MEMBER) }],
  [
    members.insertMembers,
    {
      one: (tx) =>
        members.insertMembers(tx, ORG_ID, HISTORY, [{ userId: userId(1), role: "member" }], AT),
      "as many as a channel is created with": (tx) =>
        members.insertMembers(
          tx,
          ORG_ID,
          HISTORY,
          Array.from({ length: 101 }, (_, index) => ({
            userId: userId(30_000 + index),
            role: "member",
          })),
          AT,
        ),
    },
  ],
  [members.deleteMember, { "of many": (tx) => members.deleteMember(tx, ORG_ID, TOWN, MEMBER) }],
  [
    members.updateMemberRole,
    { "of many": (tx) => members.updateMemberRole(tx, ORG_ID, TOWN, MEMBER, "admin") },
  ],
  [
    members.updateMembershipSettings,
    {
      muted: (tx) =>
        members.updateMembershipSettings(tx, ORG_ID, TOWN, MEMBER, { muted: true, notify: null }),
    },
  ],
  [
    members.listMemberIdsAmong,
    {
      "those of a gateway": (tx) =>
        members.listMemberIdsAmong(
          tx,
          ORG_ID,
          TOWN,
          Array.from({ length: 1_000 }, (_, index) => userId(30_000 + index)),
        ),
    },
  ],
  [members.countOwners, { "among many": (tx) => members.countOwners(tx, ORG_ID, TOWN) }],
  [
    members.findMemberPage,
    {
      "the first page": page(userId(0), 51),
      "the longest page": page(userId(0), 201),
      "a page in the middle": page(userId(20_000), 51),
      "beyond the last": page(userId(999_999), 51),
      "for who is no member": (tx) =>
        members.findMemberPage(tx, outsider, HISTORY, { afterUserId: userId(0), limit: 51 }),
    },
  ],
];
