import Type, { type TProperties, type TSchema, type TSchemaOptions } from "typebox";

const UUID_TEXT = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

/** Neither NUL nor a lone surrogate: Postgres stores no NUL, and UTF-8 has no half characters. */
const STORABLE_TEXT_PATTERN = "^[^\\u0000\\ud800-\\udfff]*$";

const UUID_EXAMPLE = "01938a5e-7c1f-7d3a-9b52-4e8f0c6a1d27";

/** Any RFC 9562 UUID; the service itself makes version 7. */
export const Uuid = Type.String({
  title: "Uuid",
  description: "A UUID (RFC 9562)",
  pattern: `^${UUID_TEXT}$`,
  examples: [UUID_EXAMPLE],
});

/** UUIDs in a query parameter. */
export function UuidList(maxItems: number) {
  return Type.String({
    pattern: `^${UUID_TEXT}(,${UUID_TEXT}){0,${maxItems - 1}}$`,
    description: `Up to ${maxItems} UUIDs, separated by commas`,
    examples: [UUID_EXAMPLE],
  });
}

/** RFC 3339, UTC, milliseconds, `Z`. */
export const Timestamp = Type.String({
  title: "Timestamp",
  description: "RFC 3339, UTC, milliseconds",
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$",
  examples: ["2026-11-24T09:30:00.000Z"],
});

/** The position of a durable event in its channel: 1 and up, without gaps. */
export const Seq = Type.Integer({
  title: "Seq",
  description: "The position of a durable event in its channel: 1 and up, without gaps",
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  examples: [42],
});

/** Text as Postgres can store it. Lengths count Unicode code points. */
export function Text(minLength: number, maxLength: number, options: TSchemaOptions = {}) {
  return Type.String({
    description: "Text without NUL and without lone surrogates",
    ...options,
    minLength,
    maxLength,
    pattern: STORABLE_TEXT_PATTERN,
  });
}

/** Open objects hide mistakes: every object of the contract is closed. */
export function Closed<T extends TProperties>(properties: T, options: TSchemaOptions = {}) {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

export function OneOf<const T extends readonly string[]>(values: T, options: TSchemaOptions = {}) {
  return Type.Enum<[...T]>(values, { ...options, type: "string" });
}
