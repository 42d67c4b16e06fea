import { type IncomingMessage, request } from "node:http";

/** Requests that go on until they are told to end. */
export interface Flow {
  /** How many were answered so far. */
  answered(): number;
  /** What was not answered below 500, as text; nothing is to be. */
  end(): Promise<string[]>;
}

const AT_ONCE = 4;
const ANSWER_MS = 20_000;

/** Sends the requests in turn, some at once, each on a connection of its own. */
export function startFlow(
  token: string,
  requests: readonly (() => { method: string; url: string; body?: object })[],
): Flow {
  const failures: string[] = [];
  let answered = 0;
  let goesOn = true;
  async function send(index: number): Promise<void> {
    for (let turn = index; goesOn; turn += 1) {
      const { method, url, body } = requests[turn % requests.length]?.() ?? { method: "", url: "" };
      const status = await statusOf(method, url, token, body);
      answered += 1;
      if (typeof status !== "number" || status >= 500) {
        failures.push(`${method} ${url}: ${status}`);
      }
    }
  }
  const sending = Array.from({ length: AT_ONCE }, (_, index) => send(index));
  return {
    answered: () => answered,
    async end() {
      goesOn = false;
      await Promise.all(sending);
      return failures;
    },
  };
}

/**
 * On a connection of its own: one that is kept, a balancer may close just when
 * the next request is written to it. Resolves with the error where none answers.
 */
export function statusOf(
  method: string,
  url: string,
  token: string,
  body?: object,
): Promise<number | string> {
  const text = body && JSON.stringify(body);
  const { promise, resolve } = Promise.withResolvers<number | string>();
  const fail = (error: Error) => resolve(error.message);
  const sending = request(url, {
    method,
    agent: false,
    timeout: ANSWER_MS,
    headers: {
      authorization: `Bearer ${token}`,
      ...(text
        ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) }
        : {}),
    },
  });
  sending.once("timeout", () => sending.destroy(new Error(`no answer in ${ANSWER_MS} ms`)));
  sending.on("error", fail);
  sending.once("response", (response: IncomingMessage) => {
    response.resume().on("error", fail);
    response.once("end", () => resolve(response.statusCode ?? 0));
  });
  sending.end(text);
  return promise;
}
