import { type Operation, operations } from "@chat/contract";
import { REQUEST_TIMEOUT_MS } from "../limits.ts";
import { currentToken } from "../token.ts";
import { planOf, type SplitInput } from "./plan.ts";
import { fetchWithProgress } from "./progress.ts";
import { sendOnce } from "./request.ts";
import { withRetries } from "./retry.ts";
import type { CallOptions, ChatClient, ClientOptions, FileInput } from "./types.ts";

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
    const form = input.multipart && formOf(input.multipart as unknown as FileInput);
    const body = form ?? bodyText(plan.takesClientId, input.body);
    const { signal, onProgress } = callOptions;
    const idempotencyKey = callOptions.idempotencyKey ?? madeKey(operation);
    const wantsFile = 302 in operation.answers;
    const attempt = async () => {
      const headers: Record<string, string> = {
        authorization: `Bearer ${await currentToken(options.token)}`,
        accept: "application/json",
      };
      // Of a form the platform writes the header, which names the boundary.
      if (typeof body === "string") {
        headers["content-type"] = "application/json";
      }
      if (idempotencyKey !== undefined) {
        headers["idempotency-key"] = idempotencyKey;
      }
      return sendOnce(fetchWithProgress(fetch, onProgress), {
        url,
        method: operation.method,
        headers,
        body,
        // A file takes as long as it takes, in either direction.
        timeoutMs: form || wantsFile ? undefined : timeoutMs,
        signal,
        wantsFile,
      });
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

/** The channel first: what may not be sent there is refused before the file. */
function formOf({ file, name, channel_id }: FileInput): FormData {
  const form = new FormData();
  if (channel_id !== undefined) {
    form.append("channel_id", channel_id);
  }
  if (name === undefined) {
    form.append("file", file);
  } else {
    form.append("file", file, name);
  }
  return form;
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
