import { setTimeout as sleep } from "node:timers/promises";
import { signToken } from "../../support/tokens.ts";
import { createCaller } from "../clients/caller.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { createHistory } from "../history.ts";
import type { Random } from "../random.ts";

export interface Posting {
  readonly channelIds: readonly string[];
  /** Each channel's newest `seq`, as far as it was answered. */
  readonly lastSeqs: ReadonlyMap<string, number>;
  posted(): number;
  /** Posts on and on, at this rate, until the signal comes. */
  run(perSecond: number, signal: AbortSignal): Promise<void>;
}

/** One user with channels of their own, open to everybody. */
export async function startPosting(
  { apis }: Cluster,
  orgId: string,
  channelCount: number,
  random: Random,
): Promise<Posting> {
  const id = random.uuid();
  const token = signToken({ sub: id, org_id: orgId });
  const call = createCaller(createHistory(), apis, { id, token }, random.fork());
  const lastSeqs = new Map<string, number>();
  for (let index = 0; index < channelCount; index += 1) {
    const { body } = await call({
      operation: "createChannel",
      method: "POST",
      path: "/channels",
      body: { name: `rolling-${index}` },
      idempotencyKey: random.uuid(),
    });
    lastSeqs.set(body.id, body.last_seq);
  }
  const channelIds = [...lastSeqs.keys()];
  let posted = 0;
  return {
    channelIds,
    lastSeqs,
    posted: () => posted,
    async run(perSecond, signal) {
      while (!signal.aborted) {
        const channelId = random.pick(channelIds);
        const clientId = random.uuid();
        const { status, body } = await call({
          operation: "postMessage",
          method: "POST",
          path: `/channels/${channelId}/messages`,
          body: { content: "under load", client_id: clientId },
          channelId,
          clientId,
        });
        if (status === 201 || status === 200) {
          posted += 1;
          lastSeqs.set(channelId, Math.max(lastSeqs.get(channelId) ?? 0, body.seq));
        }
        await sleep(1_000 / perSecond);
      }
    },
  };
}
