import type { Readable } from "node:stream";
import { limits } from "@chat/contract";
import type { ScanMetrics } from "../attachments/metrics.ts";
import { type ClamdAddress, sendStream } from "./instream.ts";
import { createProof } from "./proof.ts";
import { readVerdict, type Verdict } from "./verdict.ts";

export interface Scanner {
  /**
   * @param open is called once there is a clamd to be relied on, and what it opens is read or destroyed
   * @throws where it cannot be told: nothing is clean by default
   */
  scan(open: () => Promise<Readable>, signal: AbortSignal): Promise<Verdict>;
  /** @throws unless this clamd has proved that it scans as much as may be uploaded. */
  prove(): Promise<void>;
}

/**
 * Scans by clamd, once that has found a test virus at the end of a stream as
 * long as an upload may be: with limits below that and without
 * `AlertExceedsMax`, it would call clean what it did not look at. A clamd that
 * failed at something has to prove itself again; it may be another one.
 *
 * @param onLimited clamd's limits are below: larger files will be `limited`
 */
export function createScanner(
  address: ClamdAddress,
  uploadBytesMax: number,
  metrics: ScanMetrics,
  onLimited: (limit: string) => void,
): Scanner {
  const proof = createLatch(async () => {
    const signal = AbortSignal.timeout(limits.ATTACHMENT_JOB_MS_MAX);
    const verdict = readVerdict(await sendStream(address, createProof(uploadBytesMax), signal));
    if (verdict.kind === "clean") {
      throw new Error(
        `clamd passes over what is in ${uploadBytesMax} bytes: it needs StreamMaxLength and MaxFileSize ` +
          "of UPLOAD_MAX_BYTES, MaxScanSize of twice that, AlertExceedsMax yes, and a signature of EICAR's test file",
      );
    }
    if (verdict.kind === "limited") {
      onLimited(verdict.limit);
    }
  });
  const scanOpened = async (content: Readable, signal: AbortSignal) => {
    try {
      return readVerdict(await sendStream(address, content, signal));
    } catch (error) {
      // Unless it was the file that failed.
      if (content.errored === null) {
        proof.reset();
      }
      throw error;
    }
  };
  return {
    prove: proof.pass,
    async scan(open, signal) {
      const stopTimer = metrics.startScan();
      try {
        await proof.pass();
        const verdict = await scanOpened(await open(), signal);
        stopTimer(verdict.kind);
        return verdict;
      } catch (error) {
        stopTimer("error");
        throw error;
      }
    },
  };
}

/** Passed once the work has succeeded; tried anew after a failure, but not at once. */
function createLatch(work: () => Promise<void>): { pass(): Promise<void>; reset(): void } {
  let passing: Promise<void> | undefined;
  let failedAt: number | undefined;
  return {
    pass() {
      const isOver =
        failedAt !== undefined && performance.now() - failedAt > limits.CLAMD_PROOF_RETRY_MS;
      if (!passing || isOver) {
        failedAt = undefined;
        passing = work();
        passing.catch(() => {
          failedAt = performance.now();
        });
      }
      return passing;
    },
    /** Unless it has failed just now. */
    reset() {
      if (failedAt === undefined) {
        passing = undefined;
      }
    },
  };
}
