import { isDeepStrictEqual } from "node:util";
import { type OpenApiDocument, operationsOf } from "./document.ts";

type Schema = Record<string, unknown>;

/**
 * Moves every schema with a title to the components, under that title, and
 * leaves a reference: what the contract writes once stands in the document once.
 *
 * @throws if two different schemas have the same title
 */
export function nameSchemas(document: OpenApiDocument): void {
  const named = new Map<string, Schema>();
  const name = (schema: unknown) => replace(schema, named);
  const operations = operationsOf(document);
  for (const { requestBody, responses } of operations) {
    const bodies = [requestBody, ...Object.values(responses)];
    for (const media of bodies.flatMap((body) => Object.values(body?.content ?? {}))) {
      media.schema = name(media.schema);
    }
  }
  // Last, because what describes their schema was taken out of it.
  for (const parameter of operations.flatMap(({ parameters }) => parameters ?? [])) {
    parameter.schema = name(parameter.schema);
  }
  if (document.components) {
    for (const schema of Object.values(document.components.schemas ?? {})) {
      name(schema);
    }
    const sorted = [...named].sort(([one], [other]) => one.localeCompare(other));
    document.components.schemas = Object.fromEntries(sorted);
  }
}

function replace(node: unknown, named: Map<string, Schema>): unknown {
  if (Array.isArray(node)) {
    return node.map((item) => replace(item, named));
  }
  if (typeof node !== "object" || node === null) {
    return node;
  }
  const schema: Schema = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, replace(value, named)]),
  );
  // A property may be called "title", too, and is then no text.
  const { title } = schema;
  return typeof title === "string" ? refer(title, schema, named) : schema;
}

function refer(title: string, schema: Schema, named: Map<string, Schema>): Schema {
  const known = named.get(title) ?? schema;
  if (!isDeepStrictEqual(shapeOf(schema), shapeOf(known))) {
    throw new Error(`two different schemas are called ${title}`);
  }
  named.set(title, known);
  return { $ref: `#/components/schemas/${title}` };
}

function shapeOf({ description, examples, ...shape }: Schema): Schema {
  return shape;
}
