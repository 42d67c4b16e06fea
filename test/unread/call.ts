import type { Marker, ModelChannel } from "./model.ts";
import type { Step } from "./steps.ts";
import type { Team } from "./team.ts";

/** A request that the service must grant, and what it changes. */
export interface Call {
  readonly by: number;
  readonly channel: ModelChannel;
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: object;
  /** Changes the model as the contract says; tells the marker that the answer must be, if it is one. */
  readonly apply: (answer: { id: string; seq: number }) => Marker | undefined;
}

type StepOf<K extends Step["kind"]> = Extract<Step, { kind: K }>;
/** The call that a step is at this moment; undefined: nobody can do such a thing now. */
type Resolve<K extends Step["kind"]> = (
  team: Team,
  channel: ModelChannel,
  step: StepOf<K>,
) => Call | undefined;

export type Resolvers<K extends Step["kind"]> = { readonly [Kind in K]: Resolve<Kind> };

export function choose<T>(from: readonly T[], choice: number): T | undefined {
  return from[choice % Math.max(from.length, 1)];
}

/** The creator never leaves, so there always is one. */
export function chooseMember({ members }: ModelChannel, choice: number): number {
  return choose([...members.keys()], choice) ?? 0;
}
