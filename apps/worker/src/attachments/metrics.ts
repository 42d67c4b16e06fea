import { type Database, getUnscannedAge } from "@chat/domain";
import { shareReads } from "@chat/runtime";
import { Counter, Histogram, type Registry } from "prom-client";
import { observe } from "../metrics.ts";
import type { Verdict } from "../scanning/verdict.ts";

type ScanResult = Verdict["kind"] | "error";

export interface ScanMetrics {
  /** Returns what is to be called at the end. */
  startScan(): (result: ScanResult) => void;
}

export interface AttachmentMetrics extends ScanMetrics {
  settled(status: string): void;
  thumbnail(result: "made" | "none"): void;
  removed(reason: "deleted" | "quarantine" | "clean" | "resumable", count: number): void;
}

export function createAttachmentMetrics(registry: Registry): AttachmentMetrics {
  const counter = <Label extends string>(
    name: string,
    help: string,
    label: Label,
    values: readonly string[],
  ) => {
    const made = new Counter({ name, help, labelNames: [label], registers: [registry] });
    for (const value of values) {
      made.inc({ [label]: value } as Partial<Record<Label, string>>, 0);
    }
    return made;
  };
  const scans = counter("chat_attachment_scans_total", "Scans by result", "result", [
    "clean",
    "infected",
    "limited",
    "error",
  ]);
  const scanDuration = new Histogram({
    name: "chat_attachment_scan_duration_seconds",
    help: "Time of a scan, reading the file included",
    labelNames: ["result"],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300],
    registers: [registry],
  });
  const settled = counter(
    "chat_attachments_settled_total",
    "Files by what became of them",
    "status",
    ["clean", "infected", "failed", "unscanned"],
  );
  const thumbnails = counter("chat_thumbnails_total", "Pictures looked at, by result", "result", [
    "made",
    "none",
  ]);
  const removals = counter("chat_attachment_removals_total", "Files removed, by reason", "reason", [
    "deleted",
    "quarantine",
    "clean",
    "resumable",
  ]);
  return {
    startScan() {
      const stopTimer = scanDuration.startTimer();
      return (result) => {
        stopTimer({ result });
        scans.inc({ result });
      };
    },
    settled: (status) => settled.inc({ status }),
    thumbnail: (result) => thumbnails.inc({ result }),
    removed: (reason, count) => removals.inc({ reason }, count),
  };
}

/** How long the file has waited that has waited longest for its scan: above a minute, ask after clamd. */
export function observeUnscanned(registry: Registry, db: Database, now: () => Date): void {
  observe(registry, {
    name: "chat_attachments_unscanned_age_seconds",
    help: "Age of the oldest file that waits for its scan, those that failed and are tried again included; 0 where none does",
    read: shareReads(() => getUnscannedAge({ db, now })),
  });
}
