import { type Call, choose, type Resolvers } from "./call.ts";
import { memberCalls } from "./member-calls.ts";
import { messageCalls } from "./message-calls.ts";
import { readingCalls } from "./reading-calls.ts";
import type { Step } from "./steps.ts";
import type { Team } from "./team.ts";

const resolvers: Resolvers<Step["kind"]> = { ...messageCalls, ...readingCalls, ...memberCalls };

/** The call that a step is at this moment; undefined: nobody can do such a thing now. */
export function callOf(team: Team, step: Step): Call | undefined {
  const channel = choose(team.channels, step.at);
  const resolve = resolvers[step.kind] as (...args: unknown[]) => Call | undefined;
  return channel && resolve(team, channel, step);
}
