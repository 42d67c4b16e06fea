import { SingleBar } from "cli-progress";

export interface Progress {
  /** So many steps are to come, on top of those announced before. */
  expect(steps: number): void;
  /** What is going on at this moment. */
  tell(text: string): void;
  /** One step is done. */
  step(): void;
  /** A line that stays to be read. */
  note(text: string): void;
  stop(): void;
}

const MINUTE_MS = 60_000;

/** A bar at a terminal, lines anywhere else. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barProgress(stream) : lineProgress(stream);
}

function barProgress(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    stream,
    format: "{bar} {percentage}% | {duration_formatted} | {text}",
    barsize: 24,
    hideCursor: true,
    gracefulExit: false,
  });
  let total = 0;
  bar.start(1, 0, { text: "" });
  return {
    expect(steps) {
      total += steps;
      bar.setTotal(total);
    },
    tell: (text) => bar.update({ text }),
    step: () => bar.increment(),
    note: (text) => void stream.write(`\r\u001b[K${text}\n`),
    stop: () => bar.stop(),
  };
}

function lineProgress(stream: NodeJS.WriteStream): Progress {
  const beganAt = Date.now();
  let total = 0;
  let done = 0;
  const line = (text: string) => {
    const minutes = ((Date.now() - beganAt) / MINUTE_MS).toFixed(1);
    stream.write(`${minutes} min, ${done} of ${total} | ${text}\n`);
  };
  return {
    expect(steps) {
      total += steps;
    },
    tell: line,
    step() {
      done += 1;
    },
    note: (text) => void stream.write(`${text}\n`),
    stop: () => undefined,
  };
}
