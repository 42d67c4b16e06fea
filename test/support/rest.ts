import type { Problem } from "@chat/contract";
import { type Answer, fetchChecked, NoAnswer, type Request } from "./checked-fetch.ts";

/** An answer as it came, body parsed. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read into answers of every shape
  readonly body: any;
}

export type Rest = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<RestAnswer>;

/**
 * Calls an API as one user, without the SDK in between: tests also send what no
 * SDK would. An answer that the OpenAPI document does not have is an error.
 */
export function restAs(baseUrl: string, token: string): Rest {
  return restBy(fetchChecked, baseUrl, token);
}

/** The same past the validating proxy, which does not live through faults; rejects after the time. */
export function restDirectly(baseUrl: string, token: string, timeoutMs: number): Rest {
  const send = async (url: string, request: Request): Promise<Answer> => {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
    const { status, headers } = response;
    return { status, headers, text: await response.text() };
  };
  return restBy(send, baseUrl, token);
}

function restBy(
  send: (url: string, request: Request) => Promise<Answer>,
  baseUrl: string,
  token: string,
): Rest {
  return async (method, path, body, given = {}) => {
    const isForm = body instanceof FormData;
    const { status, headers, text } = await send(`${baseUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined || isForm ? {} : { "content-type": "application/json" }),
        ...given,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    return { status, headers, body: text === "" ? undefined : JSON.parse(text) };
  };
}

/** For `catch`, where the API is killed: an answer that is off the document is an error all the same. */
export function orNoAnswer(error: unknown): undefined {
  if (!(error instanceof NoAnswer)) {
    throw error;
  }
}

/** The code of a problem document, or nothing. */
export function codeOf(answer: RestAnswer): string | undefined {
  return (answer.body as Problem | undefined)?.code;
}
