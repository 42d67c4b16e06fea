import { randomUUID } from "node:crypto";
import { limits, type Operation } from "@chat/contract";
import fc from "fast-check";
import { broken } from "./broken.ts";
import type { HttpRequest } from "./http.ts";
import type { Schema } from "./schema.ts";
import type { Caller, Ids } from "./service.ts";
import { valid } from "./valid.ts";

/** One request of an operation, in parts. */
export interface Call {
  /** Of the callers. */
  readonly by: number;
  readonly params: Readonly<Record<string, unknown>>;
  /** Encoded, in order. */
  readonly query: readonly (readonly [string, string])[];
  readonly body?: unknown;
  /** Where it is wrong, as the answer must name it; absent: nothing is. */
  readonly wrongAt?: string;
}

const caller = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.constantFrom(1, 2, 3) },
);
const NOTHING: Schema = { type: "object", properties: {} };
const parts = ({ params, query, body, multipart }: Operation) => ({
  params: (params ?? NOTHING) as Schema,
  query: (query ?? NOTHING) as Schema,
  body: (body ?? multipart) as Schema | undefined,
});

const encoded = (query: unknown) =>
  Object.entries(query as object).map(
    ([name, value]) => [name, encodeURIComponent(String(value))] as const,
  );

/** Requests that the schemas take. */
export function validCalls(operation: Operation, ids: Ids): fc.Arbitrary<Call> {
  const { params, query, body } = parts(operation);
  const ignored = fc.constantFrom<(readonly [string, string])[]>(
    [],
    [],
    [["unknown", "%00%ff%"]],
    [
      ["a[]", "1"],
      ["a[]", "2"],
      ["__proto__", "x"],
    ],
  );
  return fc
    .record({
      by: caller,
      params: valid(params, ids) as fc.Arbitrary<Record<string, unknown>>,
      query: fc.tuple(valid(query, ids).map(encoded), ignored).map((both) => both.flat()),
      ...(body ? { body: valid(body, ids) } : {}),
    })
    .map((call): Call => call);
}

/** Requests with one mistake. */
export function brokenCalls(operation: Operation, ids: Ids): fc.Arbitrary<Call> | undefined {
  const { params, query, body } = parts(operation);
  const calls = validCalls(operation, ids);
  const choices: fc.Arbitrary<Call>[] = [];
  if (operation.multipart) {
    const mistakes = fc.tuple(calls, fc.constantFrom(...BAD_FORMS));
    choices.push(
      mistakes.map(([call, [at, value]]) => ({ ...call, body: value, wrongAt: `body${at}` })),
    );
  } else if (body) {
    const mistakes = fc.tuple(calls, broken(body, ids));
    choices.push(
      mistakes.map(([call, { value, at }]) => ({ ...call, body: value, wrongAt: `body${at}` })),
    );
  } else if (operation.method !== "GET") {
    const bodies = fc.constantFrom<unknown>([], { unknown: 1 }, 1, "text", null, true);
    choices.push(
      fc.tuple(calls, bodies).map(([call, b]) => ({ ...call, body: b, wrongAt: "body" })),
    );
  }
  for (const name of Object.keys(params.properties ?? {})) {
    const segment = fc.constantFrom(...BAD_SEGMENTS);
    choices.push(
      fc.tuple(calls, segment).map(([call, bad]) => ({
        ...call,
        params: { ...call.params, [name]: new Encoded(bad) },
        wrongAt: `params.${name}`,
      })),
    );
  }
  const badQuery = Object.keys(query.properties ?? {}).flatMap((name) =>
    (BAD_QUERY[name] ?? BAD_QUERY["uuid"] ?? []).map((value) => [name, value] as const),
  );
  if (badQuery.length > 0) {
    const mistake = fc.tuple(calls, fc.constantFrom(...badQuery));
    choices.push(
      mistake.map(([call, [name, value]]) => ({
        ...call,
        query: [
          ...call.query.filter(([other]) => other !== name),
          ...value.split("&").map((v) => [name, v] as const),
        ],
        wrongAt: `querystring.${name}`,
      })),
    );
  }
  return choices.length === 0 ? undefined : fc.oneof(...choices);
}

/** A path segment as it goes over the wire. */
class Encoded {
  readonly segment: string;
  constructor(segment: string) {
    this.segment = segment;
  }
}

/** Neither ids nor emoji. */
const BAD_SEGMENTS = ["%00", "%20", "a%00b", "%0A", "%C2%85", "%E2%80%A8", `x%20${"y".repeat(60)}`];

/** Forms with one mistake, and where it is. */
const BAD_FORMS: readonly (readonly [string, object])[] = [
  [".file", {}],
  ["", { file: "x", unknown: "x" }],
  ["", { unknown: "x", file: "x" }],
  [".channel_id", { channel_id: "x", file: "x" }],
  [".channel_id", { file: "x", channel_id: "\u0000" }],
];

/** Several values are parted by `&`: the parameter given more than once. */
const BAD_QUERY: Readonly<Record<string, readonly string[]>> = {
  endpoint: ["", "%00", "x".repeat(1_025), "a&b"],
  limit: [
    "",
    "0",
    "201",
    "-1",
    "1.5",
    "1e2",
    "0x10",
    "%205",
    "5%20",
    "+5",
    "NaN",
    "Infinity",
    "null",
    "true",
    "99999999999999999999",
    "1e999",
    "%D9%A3",
    "%00",
    "5&6",
    "5&5",
    "[]",
    "5,6",
  ],
  cursor: ["", "x".repeat(201), "%00", "a&b", "a%00"],
  q: ["", "x".repeat(limits.SEARCH_QUERY_LENGTH_MAX + 1), "%00", "a%00b", "a&b"],
  user_ids: ["", ",", "x", "%00", `${"0".repeat(36)}`, "a&b"],
  uuid: ["", "x", "%00", "0", "00000000-0000-0000-0000-00000000000g", "a&b"],
};

/** The request over HTTP. */
export function toRequest(operation: Operation, call: Call, { token }: Caller): HttpRequest {
  const path = operation.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = call.params[name];
    return value instanceof Encoded ? value.segment : encodeURIComponent(String(value));
  });
  const query = call.query.map(([name, value]) => `${name}=${value}`).join("&");
  const hasBody = "body" in call && call.body !== undefined;
  const form = operation.multipart && toForm(call.body as Record<string, unknown>);
  const [type, body] = form ?? ["application/json", JSON.stringify(call.body)];
  return {
    method: operation.method,
    path: `/api/v1${path}${query === "" ? "" : `?${query}`}`,
    headers: {
      authorization: `Bearer ${token}`,
      ...(hasBody ? { "content-type": type } : {}),
    },
    ...(hasBody ? { body } : {}),
  };
}

/** The type and the text of a form in which `file` is a file. */
function toForm(fields: Readonly<Record<string, unknown>>): [string, string] {
  const boundary = randomUUID();
  const sent = Object.entries(fields).map(([name, value]) => {
    const fileName = name === "file" ? '; filename="fuzz.txt"' : "";
    const head = `content-disposition: form-data; name="${name}"${fileName}`;
    return `--${boundary}\r\n${head}\r\n\r\n${value}\r\n`;
  });
  return [`multipart/form-data; boundary=${boundary}`, `${sent.join("")}--${boundary}--\r\n`];
}
