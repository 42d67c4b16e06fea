import { Counter, type Registry } from "prom-client";

const NAME = "chat_signals_failed_total";

/**
 * Signals (typing, presence, read markers) that Redis did not take; one older
 * than 7 takes none. The apps of one process count together.
 */
export function countSignalFailures(registry: Registry): () => void {
  const known = registry.getSingleMetric(NAME);
  const counter =
    known instanceof Counter
      ? known
      : new Counter({
          name: NAME,
          help: "Ephemeral signals that could not be sent",
          registers: [registry],
        });
  return () => counter.inc();
}
