import { limits } from "@chat/contract";
import { fileTypeFromBuffer } from "file-type";

/**
 * What a file is, by its first bytes; what its sender says of it counts for
 * nothing. Text is text, whatever a browser could make of it: HTML, SVG, XML
 * and scripts are `text/plain`, and so is what begins like an image and reads
 * as a script.
 *
 * @param head its first `ATTACHMENT_HEAD_BYTES`, or all of it
 */
export async function sniffContentType(head: Buffer): Promise<string> {
  const mime = (await fileTypeFromBuffer(head))?.mime;
  if (isText(head)) {
    return mime !== undefined && WRITTEN_IN_TEXT.has(mime) ? mime : "text/plain";
  }
  return mime === undefined || MARKUP.test(mime) ? "application/octet-stream" : mime;
}

/** Documents that need no byte beyond ASCII. */
const WRITTEN_IN_TEXT: ReadonlySet<string> = new Set([
  "application/pdf",
  "application/postscript",
  "application/rtf",
]);

/** In an encoding that is not UTF-8. */
const MARKUP = /^text\/|xml$|html|javascript|ecmascript/;

/** Control characters, except those that lay out a text. */
const NO_TEXT = /(?![\t\n\f\r])\p{Cc}/u;

function isText(head: Buffer): boolean {
  try {
    // As of a stream, whose last character may be cut off.
    const stream = head.length >= limits.ATTACHMENT_HEAD_BYTES;
    return !NO_TEXT.test(new TextDecoder("utf-8", { fatal: true }).decode(head, { stream }));
  } catch {
    return false;
  }
}
