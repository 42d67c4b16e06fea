import { ChannelName, Emoji, limits, operations, Text, Uuid, UuidList } from "@chat/contract";
import fc from "fast-check";
import { type Schema, withoutNull } from "./schema.ts";
import type { Ids } from "./service.ts";
import { storableText, textOf } from "./text.ts";

const patternOf = (schema: unknown) => (schema as Schema).pattern;
const STORABLE = patternOf(Text(0, 1));
const EXPIRY = withoutNull((operations.setStatus.body as Schema).properties?.["expires_at"] ?? {})
  .schema.pattern;

/** Values that the schema takes, mixed with ids of what there is. */
export function valid(schema: Schema, ids: Ids, name = ""): fc.Arbitrary<unknown> {
  const { schema: inner, nullable } = withoutNull(schema);
  const arbitrary = validInner(inner, ids, name);
  return nullable ? fc.option(arbitrary) : arbitrary;
}

function validInner(schema: Schema, ids: Ids, name: string): fc.Arbitrary<unknown> {
  if (schema.enum) {
    return fc.constantFrom(...schema.enum);
  }
  switch (schema.type) {
    case "object": {
      return validObject(schema, ids);
    }
    case "array":
      return validArray(schema, ids, name);
    case "integer":
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 0 });
    case "boolean":
      return fc.boolean();
    case "string":
      return validString(schema, ids, name);
    default:
      throw new Error(`the fuzz makes no values of ${JSON.stringify(schema)}`);
  }
}

/** Optional fields are mostly absent: a few of them together are refused more often than not. */
function validObject({ properties = {}, required = [] }: Schema, ids: Ids): fc.Arbitrary<object> {
  const absent = { weight: 2, arbitrary: fc.constant(undefined) };
  const entries = Object.entries(properties).map(([key, part]) => {
    const present = valid(part, ids, key);
    return [key, required.includes(key) ? present : fc.oneof(absent, present)] as const;
  });
  return fc.record(Object.fromEntries(entries)).map(given);
}

/** Without what is undefined. */
function given(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function validArray(schema: Schema, ids: Ids, name: string): fc.Arbitrary<unknown> {
  const { items = {}, minItems = 0, maxItems = 0, uniqueItems = false } = schema;
  const item = valid(items, ids, name);
  const bounds = { minLength: minItems, maxLength: Math.min(maxItems, 5) };
  return uniqueItems ? fc.uniqueArray(item, bounds) : fc.array(item, bounds);
}

function validString(schema: Schema, ids: Ids, name: string): fc.Arbitrary<string> {
  const { pattern, minLength = 0, maxLength = 0 } = schema;
  if (name === "file") {
    return fc.string();
  }
  switch (pattern) {
    case patternOf(Uuid):
      return uuid(ids, name);
    case patternOf(UuidList(limits.PRESENCE_USERS_MAX)):
      return fc
        .array(uuid(ids, name), { minLength: 1, maxLength: 5 })
        .map((list) => list.join(","));
    case patternOf(ChannelName):
      return textOf(/^[\p{Ll}\p{Lm}\p{Lo}\p{M}\p{Nd}_-]$/u, ["a", "ж", "頻", "e\u0301", "-"], 80);
    case patternOf(Emoji):
      return textOf(/^[^\s\p{Cc}\p{Cs}]$/u, ["👍", "%", "/", "?", "🏳️‍🌈", ":", "."], 64).filter(
        (emoji) => !/^\.{1,2}$/.test(emoji),
      );
    case EXPIRY:
      return expiry;
    case STORABLE:
      if (name === "cursor") {
        return fc.oneof(fc.constantFrom(...ids.cursors), storableText(minLength, maxLength));
      }
      return withMention(storableText(minLength, maxLength), ids, maxLength);
    default:
      throw new Error(`the fuzz makes no text of ${pattern}`);
  }
}

function withMention(
  text: fc.Arbitrary<string>,
  { users }: Ids,
  maxLength: number,
): fc.Arbitrary<string> {
  const mention = fc.constantFrom(...users).map((id) => `<@${id}> <!channel>`);
  return maxLength < 1_000 ? text : fc.oneof({ weight: 3, arbitrary: text }, mention);
}

/** Ids of what the name speaks of, in either case, and ids of nothing. */
function uuid({ attachments, users, channels, messages }: Ids, name: string): fc.Arbitrary<string> {
  const known: Readonly<Record<string, readonly string[]>> = {
    attachmentId: attachments,
    channelId: channels,
    channel_id: channels,
    userId: users,
    user_id: users,
    user_ids: users,
    member_ids: users,
    attachment_ids: attachments,
    client_id: [],
  };
  const pool = known[name] ?? messages;
  const unknown = { weight: 1, arbitrary: fc.uuid() };
  return pool.length === 0
    ? fc.uuid()
    : fc.oneof(
        unknown,
        { weight: 6, arbitrary: fc.constantFrom(...pool) },
        { weight: 1, arbitrary: fc.constantFrom(...pool).map((id) => id.toUpperCase()) },
      );
}

/** Instants at the ends of what the pattern takes, and days that no calendar has. */
const expiry = fc.oneof(
  fc.constantFrom(
    "2099-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999-23:59",
    "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00+00:00",
    "2099-02-30T00:00:00Z",
    "2099-13-01T00:00:00Z",
    "2098-12-31T23:59:60Z",
    "2099-01-01T24:00:00Z",
    "2099-01-01t00:00:00+99:99",
  ),
  fc
    .date({ min: new Date("2090-01-01"), max: new Date("9999-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
);
