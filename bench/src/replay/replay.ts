import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { channelName, stableIds } from "./ids.ts";
import type { Ledger } from "./ledger.ts";
import { INTERRUPTED_GRACE_MS, READ_AHEAD_MESSAGES_MAX } from "./limits.ts";
import type { ReplayOptions } from "./options.ts";
import { assemble } from "./parts.ts";
import type { ThreadedMessage } from "./poster.ts";
import { assertReachable } from "./preflight.ts";
import type { Progress } from "./progress.ts";
import { openSource, type SourceMessage } from "./source.ts";
import { type Summary, summarise } from "./summary.ts";
import { createTally, type Tally, unfit } from "./tally.ts";
import { runThreads } from "./threads.ts";
import type { TokenSigner } from "./tokens.ts";

export interface ReplayContext {
  readonly options: ReplayOptions;
  readonly sign: TokenSigner;
  readonly stdin: Readable;
  readonly progress: Progress;
  /** How long the last deliveries may take. */
  readonly graceMs: number;
  /** Ends the run early; the summary tells how far it came. */
  readonly interrupt: AbortSignal;
}

export interface Replayed {
  readonly summary: Summary;
  /** Why the run ended before its input did, where it was not interrupted. */
  readonly failure: unknown;
}

/** Posts the conversations, waits for the last deliveries, and compares. */
export async function replay(context: ReplayContext): Promise<Replayed> {
  const { options, sign, progress, interrupt } = context;
  await assertReachable(
    options.apis,
    sign(stableIds(options.organisation).userId("replay"), "replay"),
  );
  const source = await openSource(options.input, context.stdin);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, interrupt]);
  signal.addEventListener("abort", source.close, { once: true });
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    stop.abort();
  };

  const tally = createTally(progress.note, () => stop.abort());
  const { ledger, listeners, post, close } = assemble(options, sign, tally);
  progress.start(() => ({
    ...tally.counts,
    outstanding: ledger.outstanding(),
    fraction: fractionDone(options.limit, tally, source.fraction()),
  }));
  const startedAt = performance.now();
  await runThreads(
    fitMessages(source.messages, options.limit, tally),
    {
      concurrency: options.concurrency,
      readAheadMax: READ_AHEAD_MESSAGES_MAX,
      loose: options.looseThreads,
      signal,
    },
    (message) => post(message).catch(fail),
  ).catch(fail);
  const seconds = (performance.now() - startedAt) / 1_000;
  source.close();
  await lastDeliveries(ledger, context);
  progress.stop();
  await close();
  return {
    summary: summarise({
      counts: tally.counts,
      ledger,
      listeners,
      listenerCount: options.listeners,
      interrupted: interrupt.aborted,
      seconds,
    }),
    failure,
  };
}

async function* fitMessages(
  messages: AsyncIterable<SourceMessage>,
  limit: number,
  tally: Tally,
): AsyncGenerator<ThreadedMessage> {
  let count = 0;
  for await (const message of messages) {
    const reason = unfit(message.content);
    if (reason === undefined) {
      yield { ...message, threadKey: threadKey(message) };
    } else {
      tally.skipped(message.line, reason);
    }
    if (++count >= limit) {
      return;
    }
  }
}

function threadKey({ channel, thread }: SourceMessage): string | undefined {
  return thread === undefined ? undefined : `${channelName(channel)} ${thread}`;
}

function fractionDone(
  limit: number,
  { counts }: Tally,
  fractionRead: number | undefined,
): number | undefined {
  const done = counts.sent + counts.known + counts.failed + counts.skipped;
  return Number.isFinite(limit) ? done / limit : fractionRead;
}

async function lastDeliveries(ledger: Ledger, context: ReplayContext): Promise<void> {
  const { interrupt, graceMs } = context;
  const startedAt = performance.now();
  const allowedMs = () => (interrupt.aborted ? Math.min(graceMs, INTERRUPTED_GRACE_MS) : graceMs);
  while (ledger.outstanding() > 0 && performance.now() - startedAt < allowedMs()) {
    await sleep(20);
  }
}
