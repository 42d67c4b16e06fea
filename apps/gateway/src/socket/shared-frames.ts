import { deflatedFrames, textFrames } from "./text-frame.ts";

/** Texts for many sockets: framed once for all of them, deflated once for those that take it so. */
export class SharedFrames {
  readonly #payloads: readonly Buffer[];
  #plain: Buffer | undefined;
  #deflated: Buffer | undefined;

  constructor(payloads: readonly Buffer[]) {
    this.#payloads = payloads;
  }

  get plain(): Buffer {
    this.#plain ??= textFrames(this.#payloads);
    return this.#plain;
  }

  get deflated(): Buffer {
    this.#deflated ??= deflatedFrames(this.#payloads);
    return this.#deflated;
  }
}
