import fc from "fast-check";
import { type Schema, withoutNull } from "./schema.ts";
import type { Ids } from "./service.ts";
import { valid } from "./valid.ts";

/** A value with one thing wrong, and where that is. */
export interface Broken {
  readonly value: unknown;
  /** Dotted, from the value down; empty for the value itself. */
  readonly at: string;
}

const LONE = "\ud800";
const NUL = "\u0000";

/** An object of the schema with one mistake in it; undefined: the schema leaves no room for one. */
export function broken(schema: Schema, ids: Ids): fc.Arbitrary<Broken> {
  const names = Object.keys(schema.properties ?? {});
  return valid(schema, ids).chain((value) =>
    fc.oneof(
      { weight: 3, arbitrary: unknownField(value) },
      { weight: 1, arbitrary: fc.constantFrom(null, [], [value], "{}", 1, true).map(itself) },
      ...(schema.required ?? []).map((name) => ({
        weight: 1,
        arbitrary: fc.constant({ value: without(value, name), at: `.${name}` }),
      })),
      ...names.map((name) => ({
        weight: 4,
        arbitrary: wrong(schema.properties?.[name] ?? {}, ids, name).map(
          ({ value: bad, at }): Broken => ({
            value: { ...(value as object), [name]: bad },
            at: `.${name}${at}`,
          }),
        ),
      })),
    ),
  );
}

const itself = (value: unknown): Broken => ({ value, at: "" });

/** Names of what every object has are names like others; `__proto__` is refused before they are looked at. */
function unknownField(value: unknown): fc.Arbitrary<Broken> {
  const names = fc.constantFrom(
    "unknown",
    "constructor",
    "toString",
    "hasOwnProperty",
    "",
    "a/b~c",
    "Content",
    "ключ\u202e",
    "x".repeat(5_000),
  );
  const plain = fc
    .tuple(names, fc.jsonValue({ maxDepth: 2 }))
    .map(([name, field]) => ({ value: { ...(value as object), [name]: field }, at: "" }));
  const prototype = fc.jsonValue({ maxDepth: 1 }).map((field) => ({
    value: Object.defineProperty({ ...(value as object) }, "__proto__", {
      value: field,
      enumerable: true,
    }),
    at: "",
  }));
  return fc.oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: prototype });
}

function without(value: unknown, name: string): object {
  return Object.fromEntries(Object.entries(value as object).filter(([key]) => key !== name));
}

function wrong(given: Schema, ids: Ids, name: string): fc.Arbitrary<Broken> {
  const { schema, nullable } = withoutNull(given);
  const nulls = nullable ? [] : [null];
  if (schema.enum) {
    const first = schema.enum[0] ?? "";
    const others = [first.toUpperCase(), `${first} `, "", NUL, 0, true, [first], {}, ...nulls];
    return fc.constantFrom(...others).map(itself);
  }
  switch (schema.type) {
    case "string":
      return wrongString(schema, ids, name, nulls);
    case "array":
      return wrongArray(schema, ids, name, nulls);
    case "boolean":
      return fc.constantFrom<unknown>("true", 0, 1, "", [], {}, ...nulls).map(itself);
    default:
      return fc.constantFrom<unknown>(1.5, -1, 2 ** 60, "1", [], {}, true, ...nulls).map(itself);
  }
}

function wrongString(
  schema: Schema,
  ids: Ids,
  name: string,
  nulls: readonly null[],
): fc.Arbitrary<Broken> {
  const { minLength = 0, maxLength } = schema;
  const types = fc.constantFrom<unknown>(0, 1e300, false, [], ["x"], {}, deep(2_000), ...nulls);
  const inserted = fc
    .tuple(valid(schema, ids, name), fc.constantFrom(NUL, LONE, "\udfff"), fc.boolean())
    .map(([text, bad, first]) => (first ? `${bad}${text}` : `${text}${bad}`));
  const short = minLength > 0 || maxLength === undefined ? [fc.constant("")] : [];
  const long =
    maxLength === undefined
      ? fc.constantFrom("x", "0".repeat(36), "0".repeat(50_000))
      : fc.constantFrom("x", "👍").map((unit) => unit.repeat(maxLength + 1));
  return fc.oneof(types, inserted, inserted, long, ...short).map(itself);
}

function wrongArray(
  schema: Schema,
  ids: Ids,
  name: string,
  nulls: readonly null[],
): fc.Arbitrary<Broken> {
  const { items = {}, maxItems = 0, uniqueItems } = schema;
  const item = valid(items, ids, name);
  const long = fc
    .uniqueArray(fc.uuid(), { minLength: maxItems + 1, maxLength: maxItems + 1 })
    .map(itself);
  const twice = item.map((value) => itself([value, value]));
  const inner = fc
    .tuple(fc.array(item, { maxLength: 2 }), wrong(items, ids, name))
    .filter(([before]) => !uniqueItems || new Set(before).size === before.length)
    .map(([before, { value }]) => ({ value: [...before, value], at: "" }));
  const types = fc.constantFrom<unknown>("", "x", 0, {}, { 0: "x", length: 1 }, true, ...nulls);
  return fc.oneof(types.map(itself), long, inner, inner, ...(uniqueItems ? [twice] : []));
}

/** As many arrays in one another. */
function deep(levels: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < levels; level += 1) {
    value = [value];
  }
  return value;
}
