import type { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { collectYoung } from "../process/collect-young.ts";
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
  const { UploadId } = await storage.send(new CreateMultipartUploadCommand(place));
  const object = { ...place, UploadId };
  const sent: Promise<{ PartNumber: number; ETag: string | undefined }>[] = [];
  const sendNext = async (part: Part) => {
    const sending = sendPart(storage, object, sent.length + 1, part);
    sending.catch(() => undefined);
    sent.push(sending);
    await sent.at(-PARTS_AT_ONCE);
  };
  try {
    await sendNext(first);
    for await (const part of parts) {
      await sendNext(part);
    }
    const MultipartUpload = { Parts: await Promise.all(sent) };
    await storage.send(new CompleteMultipartUploadCommand({ ...object, MultipartUpload }));
  } catch (error) {
    // One that arrives after the rest was given up would stay.
    await Promise.allSettled(sent);
    await storage.send(new AbortMultipartUploadCommand(object)).catch(() => undefined);
    throw error;
  }
}

async function sendPart(
  storage: S3Client,
  object: Place & { UploadId: string | undefined },
  PartNumber: number,
  { bytes, release }: Part,
) {
  const command = new UploadPartCommand({ ...object, PartNumber, Body: bytes });
  const { ETag } = await storage.send(command);
  // Only now: a request that failed may still be reading them.
  release();
  collectYoung();
  return { PartNumber, ETag };
}
