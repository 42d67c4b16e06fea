import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";

export const SEED_MAX = 0x7fff_ffff;

/** Choices that follow from a seed: the same seed makes the same ones in the same order. */
export interface Random {
  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number;
  chance(probability: number): boolean;
  /** @throws where there is nothing to choose from */
  pick<T>(items: readonly T[]): T;
  /** One of the items, each as often as its weight says. */
  weighted<T>(items: readonly { readonly weight: number; readonly value: T }[]): T;
  /** A source of its own, so that who draws first changes nothing for others. */
  fork(): Random;
  uuid(): string;
}

export function createRandom(seed: number): Random {
  // Of those that are seeded with a number, the one whose first draws tell nothing of it.
  const generator = mersenne(seed);
  const integer = (min: number, max: number) => uniformInt(generator, min, max);

  function pick<T>(items: readonly T[]): T {
    if (items.length === 0) {
      throw new Error("there is nothing to choose from");
    }
    return items[integer(0, items.length - 1)] as T;
  }

  return {
    integer,
    chance: (probability) => integer(0, 999_999) < probability * 1_000_000,
    pick,
    weighted(items) {
      const total = items.reduce((sum, { weight }) => sum + weight, 0);
      let drawn = integer(1, total);
      for (const { weight, value } of items) {
        drawn -= weight;
        if (drawn <= 0) {
          return value;
        }
      }
      throw new Error("there is nothing to choose from");
    },
    fork: () => createRandom(integer(1, SEED_MAX)),
    uuid() {
      const hex = (digits: number) =>
        Array.from({ length: digits }, () => integer(0, 15).toString(16)).join("");
      return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
    },
  };
}

/** A seed for whoever named none. */
export function randomSeed(): number {
  return Math.floor(Math.random() * SEED_MAX) + 1;
}
