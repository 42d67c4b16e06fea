import { type Operation, operations } from "@chat/contract";
import { REQUEST_TIMEOUT_MS } from "../limits.ts";
import { currentToken } from "../token.ts";
import { planOf, type SplitInput } from "./plan.ts";
import { sendOnce } from "./request.ts";
import { withRetries } from "./retry.ts";
import type { CallOptions, ChatClient, ClientOptions } from "./types.ts";

const OPERATIONS: readonly Operation[] = Object.values(operations).filter(
  (value) => typeof value !== "function",
);

/**
 * The REST side of the service, one method an operation:
 *
 *     const chat = createClient({ baseUrl: "https://chat.example.com", token });
 *     const message = await chat.postMessage({ channelId, content: "Good morning" });
 *
 * A message that brings no `client_id` gets one, whatever else creates an
 * idempotency key, the same in every repetition: a connection cut at the wrong
 * moment never creates anything twice.
 */
export function createClient(options: ClientOptions): ChatClient {
  const root = `${options.baseUrl.replace(/\/+$/, "")}/api/v1`;
  const fetch = options.fetch ?? globalThis.fetch;
  const timeoutMs = options.timeoutMs ?? REQUEST_TIMEOUT_MS;

  async function call(operation: Operation, input: SplitInput, callOptions: CallOptions = {}) {
    const plan = planOf(operation);
    const url = root + plan.target(input);
    const body = bodyText(plan.takesClientId, input.body);
    const { signal } = callOptions;
    const idempotencyKey = callOptions.idempotencyKey ?? madeKey(operation);
    const attempt = async () => {
      const headers: Record<string, string> = {
        authorization: `Bearer ${await currentToken(options.token)}`,
        accept: "application/json",
      };
      if (body !== undefined) {
        headers["content-type"] = "application/json";
      }
      if (idempotencyKey !== undefined) {
        headers["idempotency-key"] = idempotencyKey;
      }
      return sendOnce(fetch, { url, method: operation.method, headers, body, timeoutMs, signal });
    };
    const repeatable =
      operation.method === "GET" || plan.takesClientId || idempotencyKey !== undefined;
    return repeatable ? withRetries(attempt, options.retry ?? {}, signal) : attempt();
  }

  const methods = Object.fromEntries(
    OPERATIONS.map((operation) => [
      operation.id,
      (input: Record<string, unknown> = {}, callOptions?: CallOptions) =>
        call(operation, planOf(operation).split(input), callOptions),
    ]),
  );
  return { ...methods, call } as unknown as ChatClient;
}

function madeKey(operation: Operation): string | undefined {
  return operations.takesIdempotencyKey(operation) ? crypto.randomUUID() : undefined;
}

function bodyText(takesClientId: boolean, body: SplitInput["body"]): string | undefined {
  if (body === undefined) {
    return undefined;
  }
  const complete =
    takesClientId && body["client_id"] === undefined
      ? { ...body, client_id: crypto.randomUUID() }
      : body;
  return JSON.stringify(complete);
}
