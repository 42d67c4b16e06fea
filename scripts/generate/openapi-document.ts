import { buildOpenApiDocument } from "@chat/api";
import type { Artefact } from "./artefact.ts";

/** The OpenAPI document that the running API serves, for reviews and for generators of clients. */
export const openApiDocument: Artefact = {
  path: "docs/openapi.json",
  async make() {
    return `${JSON.stringify(await buildOpenApiDocument(), null, 2)}\n`;
  },
};
