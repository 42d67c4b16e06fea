import type { StreamLayout } from "@chat/domain";
import type { ConversationShape } from "./conversation-shape.ts";
import { type Expectation, expectationOf, expectedImbalance } from "./expectation.ts";
import { happeningsOf } from "./happenings.ts";
import { type Load, loadOf } from "./load.ts";
import { placedAtRandom, placedByGroup, placedByOrganisation } from "./placement.ts";
import { seededRandom } from "./random.ts";
import { makeWorld } from "./world.ts";

/** The service's own, unless set otherwise. */
const LAYOUT: StreamLayout = { prefix: "chat", shards: 64, groups: 8 };

/** One size, simulated and as the arithmetic has it. */
export interface Simulation {
  readonly users: number;
  readonly organisations: number;
  readonly largestOrganisation: number;
  readonly seconds: number;
  readonly expected: Expectation;
  /** How much more than the mean the fullest is expected to have, sockets being anywhere. */
  readonly expectedImbalance: { readonly shard: number; readonly gateway: number };
  readonly loads: readonly { readonly placement: string; readonly load: Load }[];
}

/** The same for the same arguments, whenever it is run. */
export function simulate(
  users: number,
  gateways: number,
  shape: ConversationShape,
  seconds: number,
  layout: StreamLayout = LAYOUT,
): Simulation {
  const random = seededRandom(users);
  const world = makeWorld(users, shape, random);
  const happenings = [...happeningsOf(world, shape, seconds, random)];
  const byUser = new Int32Array(users);
  const byChannel = new Map<string, number>();
  for (const { channel } of happenings) {
    byChannel.set(channel.id, (byChannel.get(channel.id) ?? 0) + 1);
    for (const user of channel.followers) {
      byUser[user] = (byUser[user] ?? 0) + 1;
    }
  }
  const placements = [
    placedAtRandom(world, gateways, layout, random),
    placedByOrganisation(world, gateways, layout),
    placedByGroup(world, gateways, layout),
  ];
  return {
    users,
    organisations: world.organisations.length,
    largestOrganisation: Math.max(...world.organisations.map((one) => one.users)),
    seconds,
    expected: expectationOf(world, shape, gateways),
    expectedImbalance: {
      shard: expectedImbalance(byChannel.values(), layout.shards),
      gateway: expectedImbalance(byUser, gateways),
    },
    loads: placements.map((placement) => ({
      placement: placement.name,
      load: loadOf(happenings, placement, layout, seconds),
    })),
  };
}
