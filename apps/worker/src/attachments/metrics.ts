import { Counter, type Registry } from "prom-client";
import type { Verdict } from "../scanning/verdict.ts";

export interface ScanMetrics {
  scanned(result: Verdict["kind"] | "error"): void;
}

export interface AttachmentMetrics extends ScanMetrics {
  settled(status: string): void;
  thumbnail(result: "made" | "none"): void;
  removed(objectsOf: "deleted" | "quarantine", count: number): void;
}

export function createAttachmentMetrics(registry: Registry): AttachmentMetrics {
  const counter = <Label extends string>(name: string, help: string, label: Label) =>
    new Counter({ name, help, labelNames: [label], registers: [registry] });
  const scans = counter("chat_attachment_scans_total", "Scans by result", "result");
  const settled = counter(
    "chat_attachments_settled_total",
    "Files by what became of them",
    "status",
  );
  const thumbnails = counter("chat_thumbnails_total", "Pictures looked at, by result", "result");
  const removals = counter("chat_attachment_removals_total", "Files removed, by reason", "reason");
  return {
    scanned: (result) => scans.inc({ result }),
    settled: (status) => settled.inc({ status }),
    thumbnail: (result) => thumbnails.inc({ result }),
    removed: (reason, count) => removals.inc({ reason }, count),
  };
}
