import { Readable } from "node:stream";
import { limits } from "@chat/contract";
import { type AttachmentWork, type Settlement, storageKey } from "@chat/domain";
import { ObjectMissing } from "@chat/runtime";
import type { AttachmentTools } from "./tools.ts";

/**
 * Looks at a file that waits for its scan, and copies it to where it is served
 * from if that found nothing. What it was copied from is still there.
 *
 * @throws where it is to be tried again
 */
export async function scanFile(
  tools: AttachmentTools,
  work: AttachmentWork,
  signal: AbortSignal,
): Promise<Settlement> {
  const { scanner, objects, onStep } = tools;
  if (work.status === "pending" && work.tries > limits.ATTACHMENT_SCAN_TRIES_MAX) {
    // Earlier tries have ended with their process.
    return { status: "failed", retryAt: null };
  }
  try {
    if (scanner) {
      onStep("scan");
      const content = await objects.read(work.storageKey, signal);
      const verdict = await scanner.scan(counted(content, work.size), signal);
      if (verdict.kind === "infected") {
        return { status: "infected" };
      }
      if (verdict.kind === "limited") {
        return { status: "failed", retryAt: null };
      }
    }
    onStep("copy");
    const clean = storageKey("clean", work.orgId, work.id);
    await objects.copy(work.storageKey, clean);
    return { status: scanner ? "clean" : "unscanned", storageKey: clean };
  } catch (error) {
    if (error instanceof ObjectMissing) {
      return { status: "failed", retryAt: null };
    }
    throw error;
  }
}

/** What is cut short would be scanned without its end. */
function counted(content: Readable, size: number): Readable {
  return Readable.from(count(content, size), { objectMode: false });
}

async function* count(content: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    yield chunk;
  }
  if (bytes !== size) {
    throw new Error(`the object has ${bytes} bytes instead of ${size}`);
  }
}
