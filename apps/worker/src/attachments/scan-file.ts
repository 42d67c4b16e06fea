import { pipeline, type Readable, Transform } from "node:stream";
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
  if (work.tries > limits.ATTACHMENT_SCAN_TRIES_MAX) {
    // Earlier tries have ended with their process.
    return { status: "failed", retryAt: null };
  }
  try {
    if (scanner) {
      onStep("scan");
      const open = async () => counted(await objects.read(work.storageKey, signal), work.size);
      const verdict = await scanner.scan(open, signal);
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
    if (error instanceof ObjectMissing || error instanceof ObjectDamaged) {
      return { status: "failed", retryAt: null };
    }
    throw error;
  }
}

/** The object is whole, and of another size than the file was. */
class ObjectDamaged extends Error {
  override readonly name = "ObjectDamaged";
}

/** What is cut short would be scanned without its end. Its source ends with it. */
function counted(content: Readable, size: number): Readable {
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      const isWhole = bytes === size;
      done(isWhole ? null : new ObjectDamaged(`it has ${bytes} bytes instead of ${size}`));
    },
  });
  return pipeline(content, count, () => undefined);
}
