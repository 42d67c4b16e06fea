/** What the run says while it goes on. */
export interface Progress {
  /** What is going on at this moment. */
  tell(event: string, about: Readonly<Record<string, unknown>>): void;
  /** Something that stays to be read. */
  note(event: string, about: Readonly<Record<string, unknown>>): void;
  stop(): void;
}

const CLEAR = "\r\u001b[K";

/** One line that changes at a terminal, lines of JSON anywhere else. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  const describe = (event: string, about: Readonly<Record<string, unknown>>) =>
    [event, ...Object.entries(about).map(([name, value]) => `${name} ${value}`)].join(", ");
  const json = (event: string, about: Readonly<Record<string, unknown>>) => {
    stream.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...about })}\n`);
  };
  if (!stream.isTTY) {
    return { tell: json, note: json, stop: () => undefined };
  }
  return {
    tell(event, about) {
      stream.write(`${CLEAR}${describe(event, about).slice(0, stream.columns - 1)}`);
    },
    note: (event, about) => stream.write(`${CLEAR}${describe(event, about)}\n`),
    stop: () => stream.write(CLEAR),
  };
}
