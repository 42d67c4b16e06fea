import type { Problem } from "@chat/contract";

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

/** Calls an API as one user, without the SDK in between: tests also send what no SDK would. */
export function restAs(baseUrl: string, token: string): Rest {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${baseUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
}

/** The code of a problem document, or nothing. */
export function codeOf(answer: RestAnswer): string | undefined {
  return (answer.body as Problem | undefined)?.code;
}
