import type { Context } from "@chat/domain";
import type { Objects } from "@chat/runtime";
import type { Scanner } from "../scanning/scanner.ts";
import type { AttachmentMetrics } from "./metrics.ts";
import type { OnStep } from "./steps.ts";

/** What the jobs of files work with. */
export interface AttachmentTools {
  readonly ctx: Pick<Context, "db" | "publish" | "signal" | "now">;
  readonly objects: Objects;
  /** Undefined: files are not scanned. */
  readonly scanner: Scanner | undefined;
  readonly orphanHours: number;
  readonly metrics: AttachmentMetrics;
  readonly onStep: OnStep;
}
