import type { BenchRun } from "../run/bench.ts";
import type { Stores } from "../run/stores.ts";
import { gather } from "./crowd.ts";
import { startGateway } from "./gateway-server.ts";
import { profileArguments } from "./profile-arguments.ts";
import type { Shape } from "./shapes.ts";

/** What the gateway spends on an event of a channel that nobody there follows, in µs, by round. */
export type UnwantedResult = readonly number[];

/** All but the first are unwanted; that one tells when everything has passed. */
const ROOMS = 200;
export const EVENTS_PER_SECOND = 100_000;
const MICROSECONDS = 1_000_000;

export async function measureUnwanted(
  { options, progress }: BenchRun,
  stores: Stores,
): Promise<UnwantedResult> {
  await using stack = new AsyncDisposableStack();
  const shape: Shape = {
    name: "unwanted",
    title: "events without a subscriber",
    rooms: ROOMS,
    clients: [[0]],
    roomSize: 1 / ROOMS,
    frame: "short",
  };
  const server = await startGateway(stack, stores, shape, profileArguments(options));
  const crowd = await gather(stack, server, shape.roomSize);
  const costs: number[] = [];
  // The first one warms up.
  for (let round = 0; round <= options.rounds; round += 1) {
    progress.tell(`${shape.title}: round ${round}`);
    // Whole turns through the rooms, so that the followed one gets its share.
    const turns = Math.max(1, Math.round((EVENTS_PER_SECOND * options.scale) / ROOMS));
    const { serverCpuSeconds, expected } = await crowd.run(turns, options.seconds);
    costs.push((serverCpuSeconds * MICROSECONDS) / (expected * ROOMS));
    progress.step();
  }
  return costs.slice(1);
}
