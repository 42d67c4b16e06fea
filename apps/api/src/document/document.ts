/** What the document's finishing touches know of it: OpenAPI 3.1, fresh from `@fastify/swagger`. */
export interface OpenApiDocument {
  readonly tags?: { name: string; description: string }[];
  readonly paths?: Record<string, Record<string, DocumentedOperation>>;
  readonly components?: {
    schemas?: Record<string, unknown>;
    headers?: Record<string, unknown>;
    responses?: Record<string, Response>;
  };
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters?: Parameter[];
  readonly requestBody?: { content: Record<string, { schema: unknown }> };
  readonly responses: Record<string, Response>;
}

export interface Parameter {
  readonly name: string;
  description?: string;
  schema: unknown;
}

export interface Response {
  description: string;
  headers?: Record<string, object>;
  readonly content?: Record<string, { schema: unknown }>;
}

export function operationsOf(document: OpenApiDocument): DocumentedOperation[] {
  return Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods));
}
