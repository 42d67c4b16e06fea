import { ASSUMED } from "./assumptions.ts";
import type { ConversationShape } from "./conversation-shape.ts";
import { eventsPerUserAndSecond } from "./happenings.ts";
import type { World } from "./world.ts";

/** What the arithmetic of docs/capacity.md expects, without anything happening. */
export interface Expectation {
  readonly eventsPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** Of all events, those that a gateway wants if sockets are anywhere. */
  readonly wantedPart: number;
}

/**
 * An event reaches the connected followers of its channel; of those k, none is
 * at a certain one of N gateways with a probability of (1 - 1/N)^k.
 */
export function expectationOf(
  { communities, users }: World,
  shape: ConversationShape,
  gateways: number,
): Expectation {
  const inCommunity = 1 - ASSUMED.direct - ASSUMED.wholeOrganisation;
  let [reached, wanted] = [0, 0];
  for (const community of communities) {
    const count = (part: number, followers: number) => {
      const weight = (part * community.users) / users;
      reached += weight * followers;
      wanted += weight * (1 - (1 - 1 / gateways) ** followers);
    };
    count(ASSUMED.direct, Math.min(2, community.users));
    count(ASSUMED.wholeOrganisation, community.everybody.followers.length);
    for (const [number, { messages }] of shape.channels.entries()) {
      count(inCommunity * messages, community.channels[number]?.followers.length ?? 0);
    }
  }
  const eventsPerSecond = users * eventsPerUserAndSecond(shape);
  return { eventsPerSecond, deliveriesPerSecond: eventsPerSecond * reached, wantedPart: wanted };
}

/**
 * Loads that fall independently into N places: the fullest has about the mean
 * and so many standard deviations.
 *
 * @returns the fullest one's load, as a multiple of the mean
 */
export function expectedImbalance(loads: Iterable<number>, places: number): number {
  let [sum, squares] = [0, 0];
  for (const load of loads) {
    sum += load;
    squares += load * load;
  }
  const deviation = Math.sqrt((squares / places) * (1 - 1 / places));
  return 1 + (Math.sqrt(2 * Math.log(places)) * deviation * places) / sum;
}
