import { ClientFrame, ERRORS, type Operation, operations } from "@chat/contract";
import t from "tap";
import Type from "typebox";
import { documentedCodes } from "./fuzz/answers.ts";
import type { Schema } from "./fuzz/schema.ts";

const all: Operation[] = Object.values(operations).filter((it) => typeof it === "object");

/** Where an input's schema lets something through that has no end. */
function unbounded(schema: Schema & { const?: unknown }, path: string, open = false): string[] {
  const inner = [
    ...Object.entries(schema.properties ?? {}).map(([name, part]) => [part, name] as const),
    ...(schema.anyOf ?? []).map((part, index) => [part, `${index}`] as const),
    ...(schema.items ? [[schema.items, "items"] as const] : []),
  ].flatMap(([part, name]) => unbounded(part, `${path}.${name}`));
  return isBounded(schema, open) ? inner : [path, ...inner];
}

function isBounded(schema: Schema & { const?: unknown }, open: boolean): boolean {
  if (schema.enum || schema.anyOf || schema.const !== undefined) {
    return true;
  }
  switch (schema.type) {
    case "object":
      return open || schema.additionalProperties === false;
    case "array":
      return schema.maxItems !== undefined && schema.items !== undefined;
    case "integer":
      return schema.minimum !== undefined && schema.maximum !== undefined;
    case "string":
      return schema.pattern !== undefined && (schema.maxLength ?? longestOf(schema.pattern)) > 0;
    case "boolean":
    case "null":
      return true;
    default:
      return false;
  }
}

/** 1 where every repetition in the pattern has an end, else 0. */
function longestOf(pattern: string): number {
  const bare = pattern.replaceAll(/\\./g, "x").replaceAll(/\[[^\]]*\]/g, "x");
  return /^\^.*\$$/.test(bare) && !/[*+]|\{\d+,\}/.test(bare) ? 1 : 0;
}

t.test("every input is closed and has bounds", async (t) => {
  for (const { id, params, query, body } of all) {
    t.same(params ? unbounded(params as Schema, "params") : [], [], id);
    // Unknown query parameters are ignored.
    t.same(query ? unbounded(query as Schema, "query", true) : [], [], id);
    t.same(body ? unbounded(body as Schema, "body") : [], [], id);
  }
  t.same(unbounded(ClientFrame as Schema, "frame"), []);
});

t.test("an input without bounds is found", async (t) => {
  const closed = { additionalProperties: false };
  for (const schema of [
    Type.String(),
    Type.String({ maxLength: 5 }),
    Type.String({ pattern: "^a+$" }),
    Type.String({ pattern: "^a{2,}$" }),
    Type.String({ pattern: "a" }),
    Type.Integer({ minimum: 1 }),
    Type.Number(),
    Type.Unknown(),
    Type.Array(Type.Boolean()),
    Type.Array(Type.String(), { maxItems: 1 }),
    Type.Object({}),
    Type.Union([Type.String(), Type.Null()]),
  ]) {
    t.not(unbounded(Type.Object({ schema }, closed) as Schema, "body").length, 0);
  }
});

/** Answered by no REST operation: of sockets, and of what is not there yet. */
const NOT_OF_REST = ["too_many_subscriptions"];

t.test("every error of the catalogue is documented where it is answered", async (t) => {
  const documented = new Set(
    [...(await documentedCodes()).values()].flatMap((codes) => [...codes]),
  );
  const missing = Object.keys(ERRORS).filter((code) => !documented.has(code));
  t.same(
    missing.filter((code) => !NOT_OF_REST.includes(code)),
    [],
  );
});
