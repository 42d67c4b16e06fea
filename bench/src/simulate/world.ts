import { ASSUMED } from "./assumptions.ts";
import type { ConversationShape } from "./conversation-shape.ts";
import { below, type Random, randomId } from "./random.ts";

/** Users are numbered through; those of an organisation, and in it of a community, follow one another. */
export interface Organisation {
  readonly id: string;
  readonly first: number;
  readonly users: number;
}

export interface Channel {
  readonly id: string;
  readonly followers: Int32Array;
}

/** People who talk with one another, as those of the recorded conversations do. */
export interface Community {
  readonly organisation: Organisation;
  readonly first: number;
  readonly users: number;
  /** By activity, as in the conversations. */
  readonly channels: readonly Channel[];
  /** That of the whole organisation. */
  readonly everybody: Channel;
}

export interface World {
  readonly users: number;
  readonly organisations: readonly Organisation[];
  readonly communities: readonly Community[];
}

/** Connected users alone: whoever is not there costs a gateway nothing. */
export function makeWorld(users: number, shape: ConversationShape, random: Random): World {
  const organisations: Organisation[] = [];
  for (let first = 0; first < users; ) {
    const size = Math.min(organisationSize(users, random), users - first);
    organisations.push({ id: randomId(random), first, users: size });
    first += size;
  }
  const communities = organisations.flatMap((one) => communitiesOf(one, shape, random));
  return { users, organisations, communities };
}

function organisationSize(users: number, random: Random): number {
  const { exponent, smallest, largestPart } = ASSUMED.organisation;
  const largest = Math.max(smallest, Math.floor(users * largestPart));
  return Math.min(largest, Math.floor(smallest * (1 - random()) ** (-1 / exponent)));
}

function communitiesOf(
  organisation: Organisation,
  shape: ConversationShape,
  random: Random,
): Community[] {
  const { first, users } = organisation;
  const count = Math.ceil(users / ASSUMED.communityUsers);
  const everybody = { id: randomId(random), followers: someOf(first, users, users, random) };
  return Array.from({ length: count }, (_, index) => {
    const from = first + Math.floor((users * index) / count);
    const own = first + Math.floor((users * (index + 1)) / count) - from;
    const channels = shape.channels.map(({ authors }) => ({
      id: randomId(random),
      followers: someOf(from, own, followersOf(own, authors), random),
    }));
    return { organisation, first: from, users: own, channels, everybody };
  });
}

/** Who wrote in a channel follows it; somebody to talk to is there. */
function followersOf(users: number, part: number): number {
  return Math.min(users, Math.max(2, Math.round(users * part)));
}

/** So many different ones of those who are numbered from `first` on. */
function someOf(first: number, users: number, count: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: users }, (_, index) => first + index);
  for (let index = 0; index < count; index += 1) {
    const other = index + below(random, users - index);
    const chosen = all[other] ?? first;
    all[other] = all[index] ?? first;
    all[index] = chosen;
  }
  return all.slice(0, count);
}
