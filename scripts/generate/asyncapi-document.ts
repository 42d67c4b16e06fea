import { buildAsyncApiDocument } from "@chat/api";
import type { Artefact } from "./artefact.ts";

/** The AsyncAPI document that the running API serves. */
export const asyncApiDocument: Artefact = {
  path: "docs/asyncapi.json",
  async make() {
    return `${JSON.stringify(buildAsyncApiDocument(), null, 2)}\n`;
  },
};
