import * as users from "../../../packages/domain/src/users/users.repository.ts";
import type { Transaction } from "../recorder.ts";
import { ORG_ID, USER, userId } from "../seed/shape.ts";
import type { CasesOf } from "./case.ts";

const viewer = { orgId: ORG_ID, userId: userId(USER.joiner), confined: false };
const confined = { orgId: ORG_ID, userId: userId(USER.guest), confined: true };
const confinedInTown = { ...confined, userId: userId(USER.guestInTown) };
const AT = new Date("2026-01-01");
const IDS = Array.from({ length: 100 }, (_, index) => userId(1 + 300 * index));

interface Page {
  readonly q?: string;
  readonly after?: number;
  readonly limit?: number;
}

function page(by: typeof viewer, { q, after = 0, limit = 51 }: Page = {}) {
  return (tx: Transaction) =>
    users.findUserPage(tx, by, { afterId: userId(after), limit, q: q ?? null });
}

const SEARCHES = {
  "a text that many have": { q: "person" },
  "a text that one has": { q: "person 31234" },
  "a text that nobody has": { q: "nobody is called this" },
  "two characters that nobody has": { q: "zz" },
};

function searches(who: string, by: typeof viewer, because?: string) {
  const entries = Object.entries(SEARCHES).map(([what, asked]) => {
    const run = page(by, asked);
    return [`${who}, ${what}`, because === undefined ? run : { run, because }] as const;
  });
  return Object.fromEntries(entries);
}

const claims = (issuedAt: number) => ({
  orgId: ORG_ID,
  id: userId(1),
  role: "member",
  issuedAt,
  name: "Ada",
  email: null,
  picture: null,
});

export const userCases: readonly CasesOf[] = [
  [
    users.upsertUser,
    {
      "with nothing new": (tx) => users.upsertUser(tx, claims(0)),
      "with a newer token": (tx) => users.upsertUser(tx, claims(4_000_000_000)),
    },
  ],
  [
    users.listUsersById,
    {
      some: (tx) => users.listUsersById(tx, viewer, IDS),
      "some, for a guest": (tx) => users.listUsersById(tx, confined, IDS),
      "some, for a guest who shares a channel with many": (tx) =>
        users.listUsersById(tx, confinedInTown, IDS),
    },
  ],
  [users.listUserRows, { some: (tx) => users.listUserRows(tx, ORG_ID, IDS) }],
  [
    users.listVisibleUserIds,
    { "some, for a guest": (tx) => users.listVisibleUserIds(tx, confined, IDS) },
  ],
  [
    users.findUserPage,
    {
      "the first page": page(viewer),
      "the longest page": page(viewer, { limit: 201 }),
      "a page in the middle": page(viewer, { after: 20_000 }),
      "beyond the last": page(viewer, { after: 999_999 }),
      "one character that nobody has": page(viewer, { q: "z" }),
      "a guest": page(confined),
      "a guest in the middle": page(confined, { after: 20_000 }),
      "a guest who shares a channel with many": page(confinedInTown),
      "such a guest in the middle": page(confinedInTown, { after: 20_000 }),
      ...searches("a member", viewer),
      ...searches("a guest", confined),
      ...searches(
        "a guest who shares a channel with many",
        confinedInTown,
        "looks among those with whom the guest shares a channel, once each",
      ),
    },
  ],
  [
    users.updateStatus,
    {
      one: (tx) =>
        users.updateStatus(tx, ORG_ID, userId(1), {
          status: "away",
          text: null,
          emoji: null,
          expiresAt: null,
          at: AT,
        }),
    },
  ],
  [users.touchUsers, { many: (tx) => users.touchUsers(tx, ORG_ID, IDS, AT) }],
];
