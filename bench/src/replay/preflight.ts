import { ChatProblem, createClient } from "@chat/client";
import { ReplayError } from "./replay-error.ts";

/**
 * Asks each API who the bearer of `token` is, so that a service that is not
 * running, or signs with another secret, is told at once.
 *
 * @throws {ReplayError} unless one of them answers
 */
export async function assertReachable(apis: readonly string[], token: string): Promise<void> {
  const asked = apis.map((baseUrl) =>
    createClient({ baseUrl, token, retry: { triesMax: 1 } }).getMe(),
  );
  const answers = await Promise.allSettled(asked);
  if (answers.every(({ status }) => status === "rejected")) {
    const [first] = answers as PromiseRejectedResult[];
    throw new ReplayError(explain(apis, first?.reason), { cause: first?.reason });
  }
}

function explain(apis: readonly string[], error: unknown): string {
  if (error instanceof ChatProblem && error.status === 401) {
    return `${apis[0]} refuses the token: is it signed with the service's JWT_SECRET?`;
  }
  return `no API answers at ${apis.join(", ")}: ${(error as Error).message}`;
}
