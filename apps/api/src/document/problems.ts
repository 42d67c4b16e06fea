import { isDeepStrictEqual } from "node:util";
import { type OpenApiDocument, operationsOf, type Response } from "./document.ts";

const PROBLEM_TYPE = "application/problem+json";
const CODES = /^`(\w+)`:/gm;

/** Moves the refusals to the components, under their codes: most operations refuse alike. */
export function shareProblems(document: OpenApiDocument): void {
  const shared: Record<string, Response> = {};
  for (const { responses } of operationsOf(document)) {
    for (const [status, response] of Object.entries(responses)) {
      if (response.content && PROBLEM_TYPE in response.content) {
        const name = Array.from(response.description.matchAll(CODES), ([, code]) => code).join("-");
        shared[name] ??= response;
        if (isDeepStrictEqual(shared[name], response)) {
          Object.assign(responses, { [status]: { $ref: `#/components/responses/${name}` } });
        }
      }
    }
  }
  if (document.components) {
    document.components.responses = shared;
  }
}
