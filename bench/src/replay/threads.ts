export interface Ordered {
  /** Place in the input: what is earlier goes first. */
  readonly line: number;
  /** Messages with the same key follow one another; undefined: after nobody. */
  readonly threadKey: string | undefined;
}

export interface ThreadLimits {
  readonly concurrency: number;
  readonly readAheadMax: number;
  /** True: the messages of a thread follow its first one, in no order among themselves. */
  readonly loose: boolean;
  readonly signal: AbortSignal;
}

/**
 * Runs `work` for each message, many at a time, those of one thread one after
 * the other, and among what may go the earliest first. Reads no further ahead
 * than `readAheadMax`. After `signal` nothing new is started.
 *
 * @param work never rejects: it aborts the signal if there is no going on
 * @returns once nothing is in flight any more
 * @throws what reading the messages threw, unless that was after `signal`
 */
export async function runThreads<T extends Ordered>(
  messages: AsyncIterable<T>,
  { concurrency, readAheadMax, loose, signal }: ThreadLimits,
  work: (message: T) => Promise<void>,
): Promise<void> {
  /** Threads with a message in flight or ready, and what waits behind it. */
  const behind = new Map<unknown, T[]>();
  /** Threads in which nothing waits for anything any more. */
  const open = new Set<unknown>();
  const ready: T[] = [];
  let waiting = 0;
  let inFlight = 0;
  let unread: { cause: unknown } | undefined;
  let wake: (() => void) | undefined;
  const stopped = () => signal.aborted || unread !== undefined;
  const progress = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  signal.addEventListener("abort", () => wake?.(), { once: true });

  function admit(message: T): void {
    waiting++;
    const key = keyOf(message);
    const queue = behind.get(key);
    if (queue !== undefined) {
      queue.push(message);
      return;
    }
    ready.push(message);
    if (!open.has(key)) {
      behind.set(key, []);
    }
  }

  function startReady(): void {
    while (inFlight < concurrency && ready.length > 0 && !stopped()) {
      const message = takeEarliest(ready);
      waiting--;
      inFlight++;
      void work(message).then(() => finished(message));
    }
  }

  function finished(message: T): void {
    inFlight--;
    const key = keyOf(message);
    const queue = behind.get(key) ?? [];
    if (queue.length === 0 || loose) {
      behind.delete(key);
    }
    if (loose && message.threadKey !== undefined) {
      open.add(key);
    }
    ready.push(...queue.splice(0, loose ? queue.length : 1));
    startReady();
    wake?.();
  }

  try {
    for await (const message of messages) {
      admit(message);
      startReady();
      while (waiting >= readAheadMax && !stopped()) {
        await progress();
      }
      if (stopped()) {
        break;
      }
    }
  } catch (cause) {
    unread = signal.aborted ? undefined : { cause };
  }
  while (inFlight > 0 || (waiting > 0 && !stopped())) {
    await progress();
  }
  if (unread !== undefined) {
    throw unread.cause;
  }
}

function keyOf(message: Ordered): unknown {
  return message.threadKey ?? message;
}

function takeEarliest<T extends Ordered>(ready: T[]): T {
  let earliest = 0;
  for (let index = 1; index < ready.length; index++) {
    if ((ready[index] as T).line < (ready[earliest] as T).line) {
      earliest = index;
    }
  }
  return ready.splice(earliest, 1)[0] as T;
}
