import { crc32 } from "node:zlib";
import { groupOfChannel, type StreamLayout } from "@chat/domain";
import { below, type Random } from "./random.ts";
import type { Organisation, World } from "./world.ts";

/** Which gateway has whose socket, and which groups it reads. */
export interface Placement {
  readonly name: string;
  readonly gateways: number;
  /** By user. */
  readonly gatewayOf: Int32Array;
  groupOf(organisation: Organisation, channelId: string): number;
  reads(gateway: number, group: number): boolean;
}

/** What a load balancer does that knows nothing of users: the service as it is. */
export function placedAtRandom(
  { users }: World,
  gateways: number,
  layout: StreamLayout,
  random: Random,
): Placement {
  return {
    name: "at random",
    gateways,
    gatewayOf: Int32Array.from({ length: users }, () => below(random, gateways)),
    groupOf: (_, channelId) => groupOfChannel(layout, channelId),
    reads: () => true,
  };
}

/** A balancer that keeps organisations together; channels are spread over the groups as they are. */
export function placedByOrganisation(
  world: World,
  gateways: number,
  layout: StreamLayout,
): Placement {
  const all = Array.from({ length: gateways }, (_, gateway) => gateway);
  return {
    name: "by organisation",
    gateways,
    gatewayOf: placeTogether(world, gateways, () => all),
    groupOf: (_, channelId) => groupOfChannel(layout, channelId),
    reads: () => true,
  };
}

/**
 * What the service does not do yet: an organisation's channels are in one
 * group, and its users at gateways that read this group.
 */
export function placedByGroup(world: World, gateways: number, { groups }: StreamLayout): Placement {
  const cells = Math.min(gateways, groups);
  const groupOf = ({ id }: Organisation) => crc32(id) % groups;
  const members = Array.from({ length: cells }, (_, cell) =>
    Array.from({ length: gateways }, (_, gateway) => gateway).filter(
      (gateway) => gateway % cells === cell,
    ),
  );
  return {
    name: "by group",
    gateways,
    gatewayOf: placeTogether(world, gateways, (one) => members[groupOf(one) % cells] ?? []),
    groupOf,
    reads: (gateway, group) => gateway % cells === group % cells,
  };
}

/** The largest first, each at the emptiest of its gateways; over as many as it fills. */
function placeTogether(
  { users, organisations }: World,
  gateways: number,
  candidatesOf: (organisation: Organisation) => readonly number[],
): Int32Array {
  const gatewayOf = new Int32Array(users);
  const sockets = new Int32Array(gateways);
  const load = (gateway: number) => sockets[gateway] ?? 0;
  for (const one of [...organisations].sort((a, b) => b.users - a.users)) {
    const count = Math.ceil((one.users * gateways) / users);
    const emptiest = candidatesOf(one)
      .toSorted((a, b) => load(a) - load(b))
      .slice(0, count);
    for (let index = 0; index < one.users; index += 1) {
      const at = Math.floor((index * emptiest.length) / one.users);
      const gateway = emptiest[at] ?? 0;
      gatewayOf[one.first + index] = gateway;
      sockets[gateway] = load(gateway) + 1;
    }
  }
  return gatewayOf;
}
