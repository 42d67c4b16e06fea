import { type StreamLayout, shardOf } from "@chat/domain";
import type { Happening } from "./happenings.ts";
import type { Placement } from "./placement.ts";

/** Counts over the window. */
export interface Load {
  readonly events: number;
  readonly deliveries: number;
  readonly shards: Int32Array;
  readonly groups: Int32Array;
  readonly gateways: readonly GatewayLoad[];
}

interface GatewayLoad {
  sockets: number;
  deliveries: number;
  /** Of the busiest second. */
  deliveriesInASecond: number;
  eventsRead: number;
  /** Events that somebody there follows. */
  eventsWanted: number;
}

export function loadOf(
  happenings: Iterable<Happening>,
  placement: Placement,
  layout: StreamLayout,
  seconds: number,
): Load {
  const { gateways, gatewayOf } = placement;
  const shards = new Int32Array(layout.shards);
  const groups = new Int32Array(layout.groups);
  const bySecond = new Int32Array(gateways * seconds);
  const deliveries = new Int32Array(gateways);
  const wanted = new Int32Array(gateways);
  const lastEvent = new Int32Array(gateways);
  let events = 0;
  for (const { organisation, channel, second } of happenings) {
    events += 1;
    add(shards, shardOf(layout, channel.id));
    add(groups, placement.groupOf(organisation, channel.id));
    for (const user of channel.followers) {
      const gateway = gatewayOf[user] ?? 0;
      add(deliveries, gateway);
      add(bySecond, gateway * seconds + second);
      if (lastEvent[gateway] !== events) {
        lastEvent[gateway] = events;
        add(wanted, gateway);
      }
    }
  }
  const sockets = new Int32Array(gateways);
  for (const gateway of gatewayOf) {
    add(sockets, gateway);
  }
  return {
    events,
    deliveries: deliveries.reduce((sum, own) => sum + own, 0),
    shards,
    groups,
    gateways: Array.from(deliveries, (own, gateway) => ({
      sockets: sockets[gateway] ?? 0,
      deliveries: own,
      deliveriesInASecond: Math.max(
        ...bySecond.subarray(gateway * seconds, (gateway + 1) * seconds),
      ),
      eventsRead: groups.reduce(
        (sum, count, group) => sum + (placement.reads(gateway, group) ? count : 0),
        0,
      ),
      eventsWanted: wanted[gateway] ?? 0,
    })),
  };
}

function add(counts: Int32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

export interface Spread {
  readonly mean: number;
  readonly max: number;
}

export function spreadOf(values: Iterable<number>): Spread {
  const all = [...values];
  return { mean: all.reduce((sum, value) => sum + value, 0) / all.length, max: Math.max(...all) };
}
