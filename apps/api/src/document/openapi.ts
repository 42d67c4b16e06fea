import { Problem } from "@chat/contract";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance } from "fastify";
import { addRoute, type Deps } from "../http/route.ts";
import { routes, uploadRoutes } from "../operations/routes.ts";
import type { OpenApiDocument } from "./document.ts";
import { shareProblems } from "./problems.ts";
import { describeRequests } from "./requests.ts";
import { describeResponses, HEADERS } from "./responses.ts";
import { describeResumableUploads } from "./resumable.ts";
import { nameSchemas } from "./schemas.ts";
import { INFO, TAGS } from "./words.ts";

export const API_PREFIX = "/api/v1";

/** The document is generated from the very schemas that validate and serialise. */
export async function documentApi(server: FastifyInstance): Promise<void> {
  server.addSchema({ $id: "Problem", ...Problem });
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: INFO,
      // Wherever the document was fetched from.
      servers: [{ url: "/", description: "The service that serves this document" }],
      tags: [...TAGS],
      security: [{ bearer: [] }],
      components: {
        headers: HEADERS,
        securitySchemes: {
          bearer: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "JWT",
            description: "A JWT with the claims `sub` (user), `org_id` and `exp`.",
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json["$id"] === "string" ? json["$id"] : `schema-${index}`,
    },
    transformObject: (made) => {
      const { openapiObject } = made as { openapiObject: OpenApiDocument };
      describeRequests(openapiObject);
      describeResponses(openapiObject);
      nameSchemas(openapiObject);
      shareProblems(openapiObject);
      describeResumableUploads(openapiObject);
      return openapiObject as object;
    },
  });
}

/** The OpenAPI 3.1 document, made without a running service. */
export async function buildOpenApiDocument(): Promise<object> {
  const server = Fastify({ exposeHeadRoutes: false });
  await documentApi(server);
  await server.register(
    async (scope) => {
      for (const route of [...routes, ...uploadRoutes]) {
        addRoute(scope, route, {} as Deps);
      }
    },
    { prefix: API_PREFIX },
  );
  await server.ready();
  return server.swagger();
}
