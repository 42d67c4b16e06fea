interface Count {
  readonly channelId: string;
  /** Messages since the channel is counted. */
  count: number;
  /** What it is ranked by: that, and the rank of whose place it took. */
  rank: number;
}

/**
 * Counts by channel in bounded memory (Space-Saving, Metwally et al. 2005): a
 * newcomer takes place and rank of the quietest, so that a busy channel is
 * always among those counted.
 */
export class ChannelCounts {
  readonly #counts = new Map<string, Count>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(channelId: string): void {
    const entry = this.#counts.get(channelId) ?? this.#admit(channelId);
    entry.count += 1;
    entry.rank += 1;
  }

  busiest(limit: number): readonly Readonly<Count>[] {
    return [...this.#counts.values()].sort((a, b) => b.rank - a.rank).slice(0, limit);
  }

  #admit(channelId: string): Count {
    const entry = { channelId, count: 0, rank: 0 };
    if (this.#counts.size >= this.#capacity) {
      const quietest = this.#quietest();
      this.#counts.delete(quietest.channelId);
      entry.rank = quietest.rank;
    }
    this.#counts.set(channelId, entry);
    return entry;
  }

  #quietest(): Count {
    return [...this.#counts.values()].reduce((a, b) => (b.rank < a.rank ? b : a));
  }
}
