import type { Channel } from "@chat/contract";
import { openSocket } from "../support/socket.ts";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import type { Activity } from "./activity.ts";
import { done } from "./cast.ts";
import type { RestoreService } from "./service.ts";

/** How far ahead of the backup a client had come. */
const AHEAD = 5;

/**
 * Holds the numbers of every channel to going on: who has a position that the
 * backup knows misses nothing, who is ahead of it is told to fetch anew.
 *
 * @throws where they do not
 */
export async function checkPositions(
  t: Teardown,
  { apiUrl, gatewayUrl }: RestoreService,
  { people, channels }: Activity,
): Promise<void> {
  const [ada] = people;
  if (!ada) {
    throw new Error("nobody is there");
  }
  const rest = ada.at(apiUrl);
  for (const { id } of channels) {
    const channel: Channel = await done(rest("GET", `/channels/${id}`));
    const { last_seq: lastSeq } = channel;
    const [behind, ahead] = [
      await openSocket(t, gatewayUrl, ada.token),
      await openSocket(t, gatewayUrl, ada.token),
    ];
    behind.send({ type: "subscribe", channel_id: id, since_seq: 0 });
    ahead.send({ type: "subscribe", channel_id: id, since_seq: lastSeq + AHEAD });
    const answers = await Promise.all([
      behind.waitFor("subscribed"),
      ahead.waitFor("subscribed", ({ payload }) => payload.resync),
    ]);
    assert(answers[0].payload.resync === false, `${id}: an old position is good`);
    assert(answers[1].payload.seq === lastSeq, `${id}: who is ahead begins at ${lastSeq}`);
    if (channel.archived_at !== null) {
      await done(rest("POST", `/channels/${id}/unarchive`));
    } else {
      await done(rest("POST", `/channels/${id}/messages`, { content: "after the restore" }));
    }
    const next = lastSeq + 1;
    for (const socket of [behind, ahead]) {
      await until(async () => socket.seqs(id).includes(next));
    }
    assert(isGapless(behind.seqs(id), 1, next), `${id}: from the first event on, without a hole`);
    assert(isGapless(ahead.seqs(id), next, next), `${id}: the next number is ${next}`);
    behind.close();
    ahead.close();
  }
}

function isGapless(seqs: readonly number[], first: number, last: number): boolean {
  return seqs.length === last - first + 1 && seqs.every((seq, index) => seq === first + index);
}

function assert(holds: boolean, what: string): void {
  if (!holds) {
    throw new Error(`does not hold: ${what}`);
  }
}
