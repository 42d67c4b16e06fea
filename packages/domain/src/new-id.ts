import { randomFillSync } from "node:crypto";
import { v7 as uuidv7 } from "uuid";

const ID_BYTES = 16;
const IDS_A_FILL = 256;

const pool = new Uint8Array(ID_BYTES * IDS_A_FILL);
let used = pool.length;

/** A UUIDv7. Asking the system for its random bytes one id at a time costs more than all else of it. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return uuidv7({ random: pool.subarray(used - ID_BYTES, used) });
}
