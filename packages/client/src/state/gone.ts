import { ChatProblem } from "../rest/problem.ts";

/** Whether the service refused because there is no such thing, or no longer for this user. */
export function isGone(error: unknown): boolean {
  return error instanceof ChatProblem && (error.status === 404 || error.status === 403);
}
