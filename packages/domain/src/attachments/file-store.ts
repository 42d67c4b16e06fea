import type { Readable } from "node:stream";

/** How a file is handed to whoever fetches it: these become headers of the answer. */
export interface Delivery {
  readonly contentType: string;
  readonly contentDisposition: string;
}

/** Where the bytes of files are. Whatever fails rejects; a store that is away says so by its error. */
export interface FileStore {
  /** Writes a stream of unknown length. Where it fails, or the stream does, nothing is left behind. */
  write(key: string, content: Readable): Promise<void>;
  read(key: string): Promise<Readable>;
  /** Removing what is not there is no failure. */
  remove(key: string): Promise<void>;
  /** Begins an object that is written in parts; answers with the id of that. */
  beginParts(key: string): Promise<string>;
  /** Writes a part, numbered from 1, of at least `ATTACHMENT_PART_BYTES` unless it is the last; answers with its tag. */
  writePart(key: string, partsId: string, number: number, bytes: Buffer): Promise<string>;
  /** Makes the object of its parts, whose tags these are, in order. */
  completeParts(key: string, partsId: string, tags: readonly string[]): Promise<void>;
  /** Gives the parts up. */
  abortParts(key: string, partsId: string): Promise<void>;
  /** A URL under which anybody gets the bytes for so many seconds. */
  presign(key: string, delivery: Delivery, seconds: number): Promise<string>;
}
