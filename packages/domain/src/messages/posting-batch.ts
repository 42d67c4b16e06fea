import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";
import type { Database } from "../database/database.ts";
import { isAnswered, isLockLost, isUnsent } from "../database/sqlstate.ts";
import { ChatError } from "../errors.ts";
import type { PublishRuns } from "../events/event.ts";
import { inSharedSpan } from "../tracing/spans.ts";
import { runsOf } from "./posted.ts";
import { type NewMessage, type PostedRow, postMessages } from "./posting.repository.ts";

/** A message on its way, and whom to tell what became of it. */
export interface Waiting {
  readonly message: NewMessage;
  readonly resolve: (row: PostedRow) => void;
  readonly reject: (error: unknown) => void;
  /** An earlier statement may have written it. */
  again: boolean;
}

export interface Batch {
  readonly orgId: string;
  readonly posts: readonly Waiting[];
  /** Leaves out channels that somebody holds. */
  readonly skipHeld: boolean;
}

interface Ports {
  readonly db: Database;
  readonly publish: PublishRuns;
}

/**
 * Writes a batch and answers each of it on its own. Returns those whose channel
 * is held by somebody else, unanswered; never rejects.
 */
export async function settle(ports: Ports, batch: Batch): Promise<readonly Waiting[]> {
  try {
    const rows = await writeUntilKnown(ports.db, batch);
    return answer(ports, batch, rows);
  } catch (error) {
    if (batch.posts.length > 1 && isAnswered(error)) {
      // One of them does not pass: found by halves, it harms none of the others.
      const middle = Math.floor(batch.posts.length / 2);
      const held = await settle(ports, { ...batch, posts: batch.posts.slice(0, middle) });
      const rest = await settle(ports, { ...batch, posts: batch.posts.slice(middle) });
      return [...held, ...rest];
    }
    for (const { reject } of batch.posts) {
      reject(error);
    }
    return [];
  }
}

/** Tells each; the events go to the stream first, whatever the tellings lead to. */
function answer(
  { publish }: Ports,
  { orgId, posts }: Batch,
  rows: readonly PostedRow[],
): readonly Waiting[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const answered = posts.flatMap((waiting) => {
    const row = byId.get(waiting.message.id);
    return row ? [{ ...waiting, row }] : [];
  });
  publish(runsOf(orgId, answered));
  for (const { resolve, row } of answered) {
    if (row.outcome !== "held") {
      resolve(row);
    }
  }
  for (const { message, reject } of posts) {
    if (!byId.has(message.id)) {
      reject(new Error("a post was answered without a row"));
    }
  }
  return posts.filter(({ message }) => byId.get(message.id)?.outcome === "held");
}

/**
 * When the connection dies, the commit may or may not have happened. The same
 * call with the same ids waits for the lock of whatever is still running, finds
 * the messages or writes them, and so turns the unknown into an answer.
 */
async function writeUntilKnown(
  db: Database,
  { orgId, posts, skipHeld }: Batch,
): Promise<PostedRow[]> {
  const messages = posts.map(({ message }) => message);
  let lost: unknown;
  for (let tries = 1; tries <= limits.POST_OUTCOME_TRIES_MAX; tries += 1) {
    try {
      const again = posts.some((waiting) => waiting.again);
      const traces = messages.map(({ trace }) => trace);
      return await inSharedSpan(traces, "post messages", () =>
        postMessages(db, orgId, messages, { skipHeld, again }),
      );
    } catch (error) {
      const refused = refusal(error, lost !== undefined);
      if (refused !== undefined) {
        throw refused;
      }
      lost ??= error;
      for (const waiting of posts) {
        waiting.again = true;
      }
      await sleep(limits.POST_OUTCOME_WAIT_MS * tries);
    }
  }
  throw new ChatError("outcome_unknown", undefined, { cause: lost });
}

/** What a failed call comes to, where that is known; `wasSent`: an earlier one may have written. */
function refusal(error: unknown, wasSent: boolean): Error | undefined {
  if (isLockLost(error)) {
    const detail = "the channel is being changed; try again";
    return wasSent ? undefined : new ChatError("busy", detail, { cause: error });
  }
  const known = isAnswered(error) || (isUnsent(error) && !wasSent);
  return known && error instanceof Error ? error : undefined;
}
