/** A set of small whole numbers, a bit each. */
export class BitSet {
  #bytes = new Uint8Array(1_024);

  has(number: number): boolean {
    return ((this.#bytes[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }

  /** @returns false if it was there already */
  add(number: number): boolean {
    if (this.has(number)) {
      return false;
    }
    const index = number >>> 3;
    if (index >= this.#bytes.length) {
      const longer = new Uint8Array(Math.max(index + 1, this.#bytes.length * 2));
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#bytes[index] = (this.#bytes[index] ?? 0) | (1 << (number & 7));
    return true;
  }
}

/** 32 bits for each small whole number; 0 where nothing was put. */
export class Column {
  #values = new Uint32Array(1_024);

  get(number: number): number {
    return this.#values[number] ?? 0;
  }

  put(number: number, value: number): void {
    if (number >= this.#values.length) {
      const longer = new Uint32Array(Math.max(number + 1, this.#values.length * 2));
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[number] = value;
  }
}
