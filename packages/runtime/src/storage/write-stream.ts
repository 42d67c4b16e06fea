import type { Readable } from "node:stream";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Multipart } from "./multipart.ts";
import { cutIntoParts, type Part } from "./parts.ts";

/** Parts of one object under way at once. */
const PARTS_AT_ONCE = 2;

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Writes a stream of unknown length as one object: in one piece where it is no
 * longer than a part. Where it fails, or the stream does, nothing is left behind.
 */
export async function writeStream(
  storage: S3Client,
  multipart: Multipart,
  place: Place,
  content: Readable,
): Promise<void> {
  const parts = cutIntoParts(content);
  const { value: first } = await parts.next();
  if (first?.isLast !== false) {
    await storage.send(new PutObjectCommand({ ...place, Body: first?.bytes ?? "" }));
    first?.release();
    return;
  }
  const { Key: key } = place;
  const id = await multipart.begin(key);
  const sent: Promise<string>[] = [];
  const sendNext = async (part: Part) => {
    const sending = sendPart(multipart, key, id, sent.length + 1, part);
    sending.catch(() => undefined);
    sent.push(sending);
    await sent.at(-PARTS_AT_ONCE);
  };
  try {
    await sendNext(first);
    for await (const part of parts) {
      await sendNext(part);
    }
    await multipart.complete(key, id, await Promise.all(sent));
  } catch (error) {
    // One that arrives after the rest was given up would stay.
    await Promise.allSettled(sent);
    await multipart.abort(key, id).catch(() => undefined);
    throw error;
  }
}

async function sendPart(
  multipart: Multipart,
  key: string,
  id: string,
  number: number,
  { bytes, release }: Part,
): Promise<string> {
  const tag = await multipart.write(key, id, number, bytes);
  // Only now: a request that failed may still be reading them.
  release();
  return tag;
}
