interface Count {
  readonly channelId: string;
  count: number;
}

/**
 * Counts by channel in bounded memory (Space-Saving, Metwally et al. 2005):
 * the busiest channels are always among those counted; a newcomer takes the
 * place of the quietest.
 */
export class ChannelCounts {
  readonly #counts = new Map<string, Count>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(channelId: string): void {
    const known = this.#counts.get(channelId);
    if (known) {
      known.count += 1;
      return;
    }
    if (this.#counts.size >= this.#capacity) {
      this.#counts.delete(this.#quietest());
    }
    this.#counts.set(channelId, { channelId, count: 1 });
  }

  busiest(limit: number): readonly Readonly<Count>[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count).slice(0, limit);
  }

  #quietest(): string {
    let quietest: Count | undefined;
    for (const entry of this.#counts.values()) {
      if (!quietest || entry.count < quietest.count) {
        quietest = entry;
      }
    }
    return quietest?.channelId ?? "";
  }
}
