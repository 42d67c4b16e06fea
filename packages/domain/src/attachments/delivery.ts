import { create } from "content-disposition";
import type { Delivery } from "./file-store.ts";

/**
 * What a page may show by itself: pictures made of pixels, sound, film. None of
 * them can run anything. All else is saved, whatever it is called.
 */
const SHOWN: ReadonlySet<string> = new Set([
  "image/apng",
  "image/avif",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/webp",
  "audio/aac",
  "audio/flac",
  "audio/mp4",
  "audio/mpeg",
  "audio/ogg",
  "audio/wav",
  "audio/webm",
  "video/mp4",
  "video/ogg",
  "video/webm",
]);

/** How a file is handed out: the type that was sniffed, and a name as RFC 6266 has it. */
export function deliveryOf(name: string, sniffedType: string): Delivery {
  return {
    contentType: sniffedType === "text/plain" ? "text/plain; charset=utf-8" : sniffedType,
    contentDisposition: create(name, { type: SHOWN.has(sniffedType) ? "inline" : "attachment" }),
  };
}

/** Thumbnails are made here and by no user. */
export const THUMBNAIL_DELIVERY: Delivery = {
  contentType: "image/webp",
  contentDisposition: "inline",
};
