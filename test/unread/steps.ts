import fc from "fast-check";
import type { Mentioning } from "./model.ts";

/** Numbers choose among what there is when the step's turn comes, modulo how many. */
export type Step =
  | { readonly kind: "post"; at: number; by: number; mentioning: Mentioning }
  | { readonly kind: "reply"; at: number; by: number; to: number; mentioning: Mentioning }
  | { readonly kind: "edit"; at: number; message: number; mentioning: Mentioning }
  | { readonly kind: "delete"; at: number; message: number; moderate: boolean }
  | { readonly kind: "read"; at: number; by: number; upTo: number | null }
  | { readonly kind: "markUnread"; at: number; by: number; from: number }
  | { readonly kind: "readThread"; at: number; by: number; thread: number; upTo: number | null }
  | { readonly kind: "join"; at: number; by: number }
  | { readonly kind: "leave"; at: number; by: number }
  | { readonly kind: "add"; at: number; by: number; other: number }
  | { readonly kind: "remove"; at: number; by: number; other: number }
  | { readonly kind: "mute"; at: number; by: number; muted: boolean };

export const USERS = 4;

const choice = fc.nat({ max: 11 });
const mentioning: fc.Arbitrary<Mentioning> = fc.record({
  users: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.uniqueArray(fc.nat({ max: USERS - 1 }), { maxLength: 3 }) },
  ),
  words: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray<"channel" | "here">(["channel", "here"]) },
  ),
});

function step<K extends Step["kind"]>(
  weight: number,
  kind: K,
  parts: { [P in Exclude<keyof Extract<Step, { kind: K }>, "kind" | "at">]: fc.Arbitrary<unknown> },
): fc.WeightedArbitrary<Step> {
  const arbitrary = fc.record({ kind: fc.constant(kind), at: choice, ...parts });
  return { weight, arbitrary: arbitrary as unknown as fc.Arbitrary<Step> };
}

/** One thing that somebody does; what cannot be done then is left out. */
export const steps: fc.Arbitrary<Step> = fc.oneof(
  step(8, "post", { by: choice, mentioning }),
  step(6, "reply", { by: choice, to: choice, mentioning }),
  step(4, "edit", { message: choice, mentioning }),
  step(4, "delete", { message: choice, moderate: fc.boolean() }),
  step(4, "read", { by: choice, upTo: fc.option(choice) }),
  step(3, "markUnread", { by: choice, from: choice }),
  step(3, "readThread", { by: choice, thread: choice, upTo: fc.option(choice) }),
  step(2, "join", { by: choice }),
  step(1, "leave", { by: choice }),
  step(2, "add", { by: choice, other: choice }),
  step(1, "remove", { by: choice, other: choice }),
  step(1, "mute", { by: choice, muted: fc.boolean() }),
);
