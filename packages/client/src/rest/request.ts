import type { FetchAnswer, FetchLike } from "./fetch.ts";
import { ChatNetworkError, readProblem } from "./problem.ts";

export interface Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | FormData | undefined;
  /** Undefined: however long it takes. */
  readonly timeoutMs: number | undefined;
  /** Whether the answer is a file, and not JSON. */
  readonly wantsFile: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a request once and reads its answer.
 *
 * @throws {ChatProblem} if it was refused
 * @throws {ChatNetworkError} if no whole answer came in time
 * @throws the reason of `signal`, once that is aborted
 */
export async function sendOnce(fetch: FetchLike, request: Request): Promise<unknown> {
  const { signal } = request;
  signal?.throwIfAborted();
  // One timer that is cleared: AbortSignal.timeout would leave one pending for each request.
  const controller = new AbortController();
  const timer =
    request.timeoutMs === undefined
      ? undefined
      : setTimeout(() => controller.abort(timeoutError(request)), request.timeoutMs);
  const abort = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await exchange(fetch, request, controller.signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

async function exchange(fetch: FetchLike, request: Request, signal: AbortSignal): Promise<unknown> {
  const { url, method, headers, body, wantsFile } = request;
  const init = { method, headers, signal, ...(body === undefined ? {} : { body }) };
  const { answer, content } = await read(fetch, url, init, wantsFile);
  if (typeof content !== "string") {
    return content;
  }
  if (!isGood(answer)) {
    throw readProblem(answer, content);
  }
  return parse(content, request);
}

function parse(text: string, { method, url }: Request): unknown {
  if (text === "") {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ChatNetworkError(`${method} ${url}: the answer is not JSON`, { cause });
  }
}

function isGood({ status }: FetchAnswer): boolean {
  return status >= 200 && status <= 299;
}

async function read(
  fetch: FetchLike,
  url: string,
  init: Parameters<FetchLike>[1],
  wantsFile: boolean,
): Promise<{ answer: FetchAnswer; content: string | Blob }> {
  try {
    const answer = await fetch(url, init);
    const content = await (wantsFile && isGood(answer) ? answer.blob() : answer.text());
    return { answer, content };
  } catch (cause) {
    throw new ChatNetworkError(`${init.method} ${url}: no answer`, { cause });
  }
}

function timeoutError(request: Request): DOMException {
  return new DOMException(`no answer within ${request.timeoutMs} ms`, "TimeoutError");
}
