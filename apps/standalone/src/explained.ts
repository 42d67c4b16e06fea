import { StartError } from "./start-error.ts";

/**
 * Makes one line of what a server, or the way to it, refuses: errors with an
 * errno or a SQLSTATE as their code, or an S3 answer as their metadata. Any
 * other one is a fault of this program, and keeps its stack.
 *
 * @param what the sentence up to the reason
 */
export async function explained<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause || "$metadata" in cause)) {
      throw cause;
    }
    const reason = cause.message || ("code" in cause ? cause.code : cause.name);
    throw new StartError(`${what}: ${reason}`, { cause });
  }
}
