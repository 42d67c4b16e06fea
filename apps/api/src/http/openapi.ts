import { Problem } from "@chat/contract";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance } from "fastify";
import { routes } from "../operations/routes.ts";
import { addRoute, type Deps } from "./route.ts";

export const API_PREFIX = "/api/v1";

/** The document is generated from the very schemas that validate and serialise. */
export async function documentApi(server: FastifyInstance): Promise<void> {
  server.addSchema({ $id: "Problem", ...Problem });
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Chat service",
        version: "0.1.0",
        description: "Channels, direct messages, threads, and events that are never lost.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      components: {
        securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      },
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json["$id"] === "string" ? json["$id"] : `schema-${index}`,
    },
  });
}

/** The OpenAPI 3.1 document, made without a running service. */
export async function buildOpenApiDocument(): Promise<object> {
  const server = Fastify({ exposeHeadRoutes: false });
  await documentApi(server);
  await server.register(
    async (scope) => {
      for (const route of routes) {
        addRoute(scope, route, {} as Deps);
      }
    },
    { prefix: API_PREFIX },
  );
  await server.ready();
  return server.swagger();
}
