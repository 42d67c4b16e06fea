import { SingleBar } from "cli-progress";
import { PROGRESS_BAR_MS, PROGRESS_LINE_MS } from "./limits.ts";

export interface ProgressState {
  readonly sent: number;
  readonly known: number;
  readonly skipped: number;
  readonly failed: number;
  readonly outstanding: number;
  /** 0 to 1; undefined where the end is not known. */
  readonly fraction: number | undefined;
}

export interface Progress {
  start(read: () => ProgressState): void;
  /** Shows a line of text without tearing the bar. */
  note(text: string): void;
  stop(): void;
}

/** A bar at a terminal, a line now and then anywhere else. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barProgress(stream) : lineProgress(stream);
}

function barProgress(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    stream,
    format: "{bar} {percentage}% | {text}",
    barsize: 24,
    hideCursor: true,
    gracefulExit: false,
    noTTYOutput: false,
  });
  let timer: NodeJS.Timeout | undefined;
  let show: (() => void) | undefined;
  return {
    start(read) {
      show = rated(read, ({ fraction = 0 }, text) => bar.update(Math.min(fraction, 1), { text }));
      bar.start(1, 0, { text: "" });
      timer = setInterval(show, PROGRESS_BAR_MS);
    },
    note(text) {
      stream.write(`\r\u001b[K${text}\n`);
    },
    stop() {
      clearInterval(timer);
      show?.();
      bar.stop();
    },
  };
}

function lineProgress(stream: NodeJS.WriteStream): Progress {
  let timer: NodeJS.Timeout | undefined;
  return {
    start(read) {
      const show = rated(read, ({ fraction }, text) => {
        const percent = fraction === undefined ? "" : `${Math.floor(fraction * 100)}% | `;
        stream.write(`${percent}${text}\n`);
      });
      timer = setInterval(show, PROGRESS_LINE_MS);
    },
    note: (text) => stream.write(`${text}\n`),
    stop: () => clearInterval(timer),
  };
}

/** @returns what shows the present state, with the rate since it was last shown */
function rated(read: () => ProgressState, show: (state: ProgressState, text: string) => void) {
  let before = { at: performance.now(), done: 0 };
  let rate = 0;
  return () => {
    const state = read();
    const now = { at: performance.now(), done: state.sent + state.known };
    const recent = ((now.done - before.done) * 1_000) / Math.max(now.at - before.at, 1);
    rate = rate === 0 ? recent : rate * 0.7 + recent * 0.3;
    before = now;
    const failed = state.failed > 0 ? `, ${state.failed} not posted` : "";
    const { sent, known, outstanding } = state;
    show(
      state,
      `${sent} sent, ${known} already there${failed}, ${outstanding} on their way, ${Math.round(rate)}/s`,
    );
  };
}
