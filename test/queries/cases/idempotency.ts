import * as idempotency from "../../../packages/domain/src/idempotency/idempotency.repository.ts";
import { ORG_ID, userId } from "../seed/shape.ts";
import type { CasesOf } from "./case.ts";

const HOURS = 24;
const KNOWN = { orgId: ORG_ID, userId: userId(7), route: "createChannel", key: "7" };
const NEW = { ...KNOWN, key: "of nobody" };
const ROW = { fingerprint: "x", result: "{}" };

export const idempotencyCases: readonly CasesOf[] = [
  [idempotency.tryLockKey, { one: (tx) => idempotency.tryLockKey(tx, KNOWN) }],
  [
    idempotency.findKey,
    {
      "a known one": (tx) => idempotency.findKey(tx, KNOWN, HOURS),
      "a new one": (tx) => idempotency.findKey(tx, NEW, HOURS),
    },
  ],
  [
    idempotency.saveKey,
    {
      "a new one": (tx) => idempotency.saveKey(tx, NEW, ROW),
      "in place of one that counts no more": (tx) => idempotency.saveKey(tx, KNOWN, ROW),
    },
  ],
  [
    idempotency.deleteOldKeys,
    {
      "none is old": (tx) => idempotency.deleteOldKeys(tx, HOURS, 1_000),
      "many are old": (tx) => idempotency.deleteOldKeys(tx, HOURS / 2, 1_000),
    },
  ],
];
