import { ASSUMED } from "./assumptions.ts";
import type { ConversationShape } from "./conversation-shape.ts";
import { below, type Random, randomId, seededRandom } from "./random.ts";
import type { Channel, Community, Organisation, World } from "./world.ts";

/** A durable event of a channel, in one of the window's seconds. */
export interface Happening {
  readonly organisation: Organisation;
  readonly channel: Channel;
  readonly second: number;
}

/** Events of a connected user in a second of the busiest hour. */
export function eventsPerUserAndSecond(shape: ConversationShape): number {
  return postsPerUserAndSecond(shape) * (1 + ASSUMED.otherEventsPerPost);
}

export function postsPerUserAndSecond(shape: ConversationShape): number {
  return (shape.messagesPerAuthorAndDay * shape.busiestHour) / 3600;
}

/**
 * Each community goes through the recorded conversations from a place of its
 * own: their order of channels, and their gaps, drawn together to as many
 * events as its size has in the window.
 */
export function* happeningsOf(
  { communities }: World,
  shape: ConversationShape,
  seconds: number,
  random: Random,
): Generator<Happening> {
  const rate = eventsPerUserAndSecond(shape);
  for (const community of communities) {
    const expected = community.users * rate * seconds;
    const count = Math.floor(expected) + (random() < expected % 1 ? 1 : 0);
    const start = below(random, shape.sequence.length);
    const times = timesOf(shape.gaps, start, count, random);
    for (let index = 0; index < count; index += 1) {
      const place = (start + index) % shape.sequence.length;
      const channel = channelOf(community, shape.sequence[place] ?? 0, random);
      const second = Math.min(seconds - 1, Math.floor((times[index] ?? 0) * seconds));
      yield { organisation: community.organisation, channel, second };
    }
  }
}

/** Where in the window each happens, 0 to 1. */
function timesOf(gaps: Float64Array, start: number, count: number, random: Random): Float64Array {
  const times = new Float64Array(count);
  let time = (gaps[start] ?? 0) * random();
  for (let index = 0; index < count; index += 1) {
    times[index] = time;
    time += gaps[(start + index + 1) % gaps.length] ?? 0;
  }
  const offset = random();
  return times.map((at) => (time > 0 ? at / time + offset : offset) % 1);
}

function channelOf(community: Community, number: number, random: Random): Channel {
  const chance = random();
  if (chance < ASSUMED.direct) {
    return directChannel(community, random);
  }
  const isForAll = chance < ASSUMED.direct + ASSUMED.wholeOrganisation;
  return (isForAll ? undefined : community.channels[number]) ?? community.everybody;
}

/** Made when something happens in it, always with the same id. */
function directChannel({ first, users }: Community, random: Random): Channel {
  const one = below(random, users);
  const other = (one + 1 + below(random, Math.max(1, users - 1))) % users;
  const pair = [first + Math.min(one, other), first + Math.max(one, other)];
  const [lower = 0, higher = 0] = pair;
  const id = randomId(seededRandom(Math.imul(lower, 0x9e3779b1) ^ higher));
  return { id, followers: Int32Array.from(new Set(pair)) };
}
