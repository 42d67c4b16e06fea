import type { Reindexing } from "@chat/domain";
import { SingleBar } from "cli-progress";

const LINE_MS = 1_000;

export interface Progress {
  show(state: Reindexing): void;
  /** Shows the last state. */
  stop(): void;
}

/** A bar at a terminal; in a pipe a line of JSON now and then. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barProgress(stream) : lineProgress(stream);
}

function barProgress(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    stream,
    format: "{bar} {percentage}% | {value} of about {total} messages | {eta_formatted} to go",
    barsize: 24,
    hideCursor: true,
    gracefulExit: false,
  });
  bar.start(1, 0);
  return {
    show({ done, total }) {
      bar.setTotal(Math.max(total, 1));
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

function lineProgress(stream: NodeJS.WriteStream): Progress {
  let last: Reindexing = { done: 0, total: 0 };
  let shownAt = Number.NEGATIVE_INFINITY;
  const write = () => stream.write(`${JSON.stringify(last)}\n`);
  return {
    show(state) {
      last = state;
      if (performance.now() - shownAt > LINE_MS) {
        shownAt = performance.now();
        write();
      }
    },
    stop: () => void write(),
  };
}
