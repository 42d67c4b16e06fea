import { operations, Problem } from "@chat/contract";
import { Compile } from "typebox/compile";
import { LOCATION_HEADER, UPSTREAM_HEADER } from "../runner/switchboard.ts";
import { operationNamed } from "./operation-name.ts";
import { testVariable } from "./variables.ts";

export interface Request {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The API was away, or cut the connection. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/**
 * Sends a request to an API on the way through the validating proxy.
 *
 * @throws {NoAnswer}
 * @throws if the answer is not one of those that docs/openapi.json has for the operation
 */
export async function fetchChecked(url: string, { headers, ...init }: Request): Promise<Answer> {
  if (init.body instanceof FormData) {
    return uploadChecked(url, { headers, ...init });
  }
  const { origin, pathname, search } = new URL(url);
  const response = await fetch(testVariable("TEST_CONTRACT_PROXY") + pathname + search, {
    ...init,
    redirect: "manual",
    // A connection for each: the proxy may close one that is kept just when it is used again.
    headers: { ...headers, [UPSTREAM_HEADER]: origin, connection: "close" },
  });
  const answer = {
    status: response.status,
    headers: withLocation(response.headers),
    text: await response.text(),
  };
  const violations = violationsOf(answer);
  if (violations.length > 0) {
    const operation = `${init.method} ${pathname} (${operationNamed(init.method, pathname)})`;
    const off = `answered ${answer.status}, off docs/openapi.json: ${violations.join("; ")}`;
    throw new Error(`${operation} ${off}\n${answer.text}`);
  }
  if (isOfProxy(answer)) {
    throw new NoAnswer(`${init.method} ${url}: ${answer.text}`);
  }
  return answer;
}

/** Past the proxy, which takes every body for text: the answer is held against the contract itself. */
async function uploadChecked(url: string, request: Request): Promise<Answer> {
  const response = await fetch(url, request);
  const { status, headers } = response;
  const text = await response.text();
  const { answers } = operations.uploadAttachment;
  const schema = status === 201 ? answers[201] : Problem;
  const [violation] = Compile(schema).Errors(JSON.parse(text));
  if (violation) {
    throw new Error(`${url} answered ${status}, off the contract: ${violation.message}\n${text}`);
  }
  return { status, headers, text };
}

function withLocation(headers: Headers): Headers {
  const location = headers.get(LOCATION_HEADER);
  return location === null ? headers : new Headers([...headers, ["location", location]]);
}

/** Every answer of an API has a request id, and the document says so. */
function isOfProxy({ headers }: Answer): boolean {
  return !(headers.has("x-request-id") || headers.has("sl-violations"));
}

function violationsOf(answer: Answer): string[] {
  if (isOfProxy(answer)) {
    return answer.text.includes("invalid json") ? ["the body is not JSON"] : [];
  }
  // To Prism any JSON is a problem document.
  const wanted = answer.status < 400 ? "application/json" : "application/problem+json";
  const type = answer.headers.get("content-type")?.split(";")[0] ?? wanted;
  const listed = readViolations(answer.headers.get("sl-violations") ?? "[]").filter(
    // Hidden from the proxy, and so missed.
    (violation) => !(answer.headers.has("location") && violation.endsWith("'location'")),
  );
  return type === wanted ? listed : [...listed, `the content is ${type} instead of ${wanted}`];
}

/** What is said of the answer, or of a path that is not documented. Requests may be wrong. */
function readViolations(header: string): string[] {
  if (!header.startsWith("[")) {
    return [header];
  }
  return (JSON.parse(header) as { location: string[]; message: string }[])
    .filter(({ location, message }) => location[0] === "response" || message.includes("not found"))
    .map(({ location, message }) => `${location.join(".")}: ${message}`);
}
