import { ENTRY } from "@chat/domain";
import type { DispatchedEvent } from "../jobs/job-kind.ts";

/** An entry of a stream as it was read: its id, its fields and values in turn. */
export interface StreamEntry {
  readonly id: string;
  readonly fields: readonly Buffer[];
}

/**
 * Reads an entry. Of a type that nobody wants only the type is looked at.
 *
 * @returns undefined where it is of no use: unwanted, or without organisation
 * @throws where the frame is not JSON
 */
export function decodeEvent(
  { fields }: StreamEntry,
  wanted: ReadonlySet<string>,
): DispatchedEvent | undefined {
  const type = textAt(fields, ENTRY.type);
  const orgId = textAt(fields, ENTRY.organisation);
  if (!(wanted.has(type) && orgId)) {
    return undefined;
  }
  const { payload }: { payload: unknown } = JSON.parse(textAt(fields, ENTRY.frame));
  return {
    orgId,
    channelId: textAt(fields, ENTRY.channel),
    seq: Number(textAt(fields, ENTRY.seq)),
    type,
    payload,
    trace: fields[ENTRY.trace]?.toString(),
  };
}

function textAt(fields: readonly Buffer[], index: number): string {
  return fields[index]?.toString() ?? "";
}
