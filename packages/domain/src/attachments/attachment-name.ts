import { limits } from "@chat/contract";
import sanitize from "sanitize-filename";

/**
 * The name of an upload as others may see it and save under it: the last part
 * of a path, without control characters, without what reverses the direction
 * of the text (`gpj.exe` shown as `exe.jpg`), as long as file systems take it.
 */
export function attachmentName(given: string): string {
  const last = given.toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const shown = last.replace(MISLEADING, "").replaceAll(DELETE, "_").trim();
  const name = sanitize(bounded(shown), { replacement: "_" });
  return name === "" || /^_*$/.test(name) ? "file" : name;
}

/** Marks, embeddings and isolates of direction, other marks that nobody sees, line and paragraph separators, BOMs, halves of characters. */
const MISLEADING =
  /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\u2028\u2029\ufeff\ufff9-\ufffb\ufffd]/gu;

/** The control character that `sanitize-filename` leaves. */
const DELETE = "\u007f";

/** Longer is no extension that anybody would miss. */
const EXTENSION_BYTES_MAX = 32;

/** Cut before its extension. */
function bounded(name: string): string {
  const bytesMax = limits.ATTACHMENT_NAME_BYTES_MAX;
  if (Buffer.byteLength(name) <= bytesMax) {
    return name;
  }
  const dot = name.lastIndexOf(".");
  const tail = dot > 0 ? name.slice(dot) : "";
  const extension = Buffer.byteLength(tail) <= EXTENSION_BYTES_MAX ? tail : "";
  let stem = "";
  let room = bytesMax - Buffer.byteLength(extension);
  for (const character of name.slice(0, name.length - extension.length)) {
    room -= Buffer.byteLength(character);
    if (room < 0) {
      break;
    }
    stem += character;
  }
  return stem + extension;
}
