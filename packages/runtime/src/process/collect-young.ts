import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (how: { type: "minor" }) => void;

/**
 * Frees the buffers that have just passed through, in about a millisecond. By
 * itself V8 waits until there are 32 MiB of them, which the process then keeps:
 * for who moves very many bytes, now and then.
 */
export function collectYoung(): void {
  collect({ type: "minor" });
}
