const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Calls `stop` at the first signal. Further ones are ignored: a terminal and a
 * parent often send the same Ctrl-C twice, and the stop has a deadline anyway.
 * A parent that holds an IPC channel and dies counts as a signal too.
 */
export function onStopSignal(stop: (signal: string) => Promise<void>): void {
  let stopping = false;
  const begin = (signal: string) => {
    if (stopping) {
      return;
    }
    stopping = true;
    void stop(signal).finally(() => {
      if (process.connected) {
        process.disconnect();
      }
      process.exit();
    });
  };
  for (const signal of SIGNALS) {
    process.on(signal, begin);
  }
  process.on("disconnect", () => begin("disconnect"));
}
