import { randomUUID } from "node:crypto";
import { build } from "hdr-histogram-js";
import { serveParent } from "../../run/serve-parent.ts";
import { Connection, type RequestPlan } from "./connection.ts";

export interface PostCommand {
  readonly seconds: number;
  /** Connections that post, of those that are open. */
  readonly connections: number;
}

export interface Posted {
  readonly created: number;
  readonly refused: number;
  /** What the first refusal was. */
  readonly refusal: string | undefined;
  readonly seconds: number;
  /** From the write to the end of the answer, in ms. */
  readonly latency: { readonly p50: number; readonly p99: number };
}

const MICROSECONDS = 1_000;
const LATENCY_US_MAX = 60_000_000;
const CONTENT =
  "Let us ship it on Thursday, after the tests have run once more on a quiet machine.";

let open: readonly Connection[] = [];

async function connectAll(plans: readonly RequestPlan[]): Promise<void> {
  open = await Promise.all(plans.map((plan) => Connection.open(plan)));
}

/** Every connection posts as fast as it is answered, for so long; all answers are awaited. */
async function post({ seconds, connections }: PostCommand): Promise<Posted> {
  const latency = build({
    highestTrackableValue: LATENCY_US_MAX,
    numberOfSignificantValueDigits: 3,
  });
  const beganAt = performance.now();
  const until = beganAt + seconds * 1_000;
  let created = 0;
  let refused = 0;
  let refusal: string | undefined;
  await Promise.all(
    open.slice(0, connections).map(async (connection) => {
      while (performance.now() < until) {
        const sentAt = performance.now();
        const status = await connection.post(
          JSON.stringify({ content: CONTENT, client_id: randomUUID() }),
        );
        latency.recordValue(Math.round((performance.now() - sentAt) * MICROSECONDS));
        if (status === "201") {
          created += 1;
        } else {
          refused += 1;
          refusal ??= status;
        }
      }
    }),
  );
  const at = (percentile: number) => latency.getValueAtPercentile(percentile) / MICROSECONDS;
  return {
    created,
    refused,
    refusal,
    seconds: (performance.now() - beganAt) / 1_000,
    latency: { p50: at(50), p99: at(99) },
  };
}

serveParent({ connect: connectAll, post });
