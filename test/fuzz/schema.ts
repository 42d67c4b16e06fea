/** The part of JSON Schema that the contract's inputs are written in. */
export interface Schema {
  readonly type?: "object" | "string" | "integer" | "boolean" | "array" | "null" | "number";
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What may stand there beside null. */
export function withoutNull(schema: Schema): { schema: Schema; nullable: boolean } {
  const [only] = (schema.anyOf ?? [schema]).filter(({ type }) => type !== "null");
  return { schema: only ?? schema, nullable: schema.anyOf !== undefined };
}
