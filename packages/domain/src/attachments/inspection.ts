import { createHash } from "node:crypto";
import { Transform } from "node:stream";
import { limits } from "@chat/contract";
import { ChatError } from "../errors.ts";
import { sniffContentType } from "./content-type.ts";

/** What the bytes of a file say of it. */
export interface Findings {
  readonly size: number;
  readonly sha256: string;
  readonly contentType: string;
}

/**
 * Counts, hashes and looks at what flows through, and lets it pass unchanged.
 * It fails with `body_too_large` at the first byte beyond the limit.
 */
export class Inspection extends Transform {
  readonly #bytesMax: number;
  readonly #hash = createHash("sha256");
  #size = 0;
  #head = Buffer.alloc(0);

  constructor(bytesMax: number) {
    super();
    this.#bytesMax = bytesMax;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.#size += chunk.length;
    if (this.#size > this.#bytesMax) {
      done(fileTooLarge(this.#bytesMax));
      return;
    }
    this.#hash.update(chunk);
    const missing = limits.ATTACHMENT_HEAD_BYTES - this.#head.length;
    if (missing > 0) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, missing)]);
    }
    done(null, chunk);
  }

  /** After the end of the stream, once. */
  async findings(): Promise<Findings> {
    return {
      size: this.#size,
      sha256: this.#hash.digest("hex"),
      contentType: await sniffContentType(this.#head),
    };
  }
}

export function fileTooLarge(bytesMax: number): ChatError {
  return new ChatError("body_too_large", `a file may have ${bytesMax} bytes at most`);
}
