import { ChatError } from "@chat/domain";
import { StorageUnavailable } from "@chat/runtime";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** In one request, or in as many as it takes. */
export type UploadKind = "form" | "resumable";

export interface UploadMetrics {
  /** A file was taken in, so many bytes and seconds after its upload began. */
  countStored(kind: UploadKind, bytes: number, seconds: number): void;
  countFailed(kind: UploadKind, outcome: string, seconds: number): void;
}

/** @param countHeld how many run at the moment */
export function createUploadMetrics(registry: Registry, countHeld: () => number): UploadMetrics {
  new Gauge({
    name: "chat_uploads_under_way",
    help: "Requests whose file is just being taken in",
    registers: [registry],
    collect() {
      this.set(countHeld());
    },
  });
  const total = new Counter({
    name: "chat_uploads_total",
    help: "Uploads by outcome: stored, broken_off by their sender, cancelled, or the code of the error",
    labelNames: ["kind", "outcome"],
    registers: [registry],
  });
  const bytesTotal = new Counter({
    name: "chat_upload_bytes_total",
    help: "Bytes of the files that were stored",
    labelNames: ["kind"],
    registers: [registry],
  });
  const duration = new Histogram({
    name: "chat_upload_duration_seconds",
    help: "Time from the beginning of an upload to its end, as fast as its sender is",
    labelNames: ["kind", "outcome"],
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 10_000],
    registers: [registry],
  });
  for (const kind of ["form", "resumable"]) {
    for (const outcome of ["stored", "broken_off", "cancelled", "unavailable", "internal_error"]) {
      total.inc({ kind, outcome }, 0);
    }
    bytesTotal.inc({ kind }, 0);
  }
  const ended = (kind: UploadKind, outcome: string, seconds: number) => {
    total.inc({ kind, outcome });
    duration.observe({ kind, outcome: outcome === "stored" ? "stored" : "other" }, seconds);
  };
  return {
    countStored(kind, bytes, seconds) {
      bytesTotal.inc({ kind }, bytes);
      ended(kind, "stored", seconds);
    },
    countFailed: ended,
  };
}

/** As the label of an outcome: the codes of the catalogue, and what breaks off. */
export function outcomeOf(error: unknown, wasBrokenOff: boolean): string {
  if (wasBrokenOff) {
    return "broken_off";
  }
  if (error instanceof ChatError) {
    return error.code;
  }
  return error instanceof StorageUnavailable ? "unavailable" : "internal_error";
}
