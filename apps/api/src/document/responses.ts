import {
  type DocumentedOperation,
  type OpenApiDocument,
  operationsOf,
  type Response,
} from "./document.ts";

export const HEADERS = {
  "x-request-id": {
    description: "As sent with the request, or made for it: finds it in the log of the service",
    required: true,
    schema: { type: "string" },
  },
  "www-authenticate": {
    description: "That a bearer token is wanted (RFC 6750)",
    required: true,
    schema: { type: "string" },
    example: 'Bearer error="invalid_token"',
  },
} as const;

const referTo = (name: keyof typeof HEADERS) => ({
  [name]: { $ref: `#/components/headers/${name}` },
});

/** Says of every answer when it comes, and which headers it always has. */
export function describeResponses(document: OpenApiDocument): void {
  for (const operation of operationsOf(document)) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (Number(status) < 400) {
        response.description = describeSuccess(operation, status, response);
      }
      response.headers = {
        ...referTo("x-request-id"),
        ...(status === "401" ? referTo("www-authenticate") : {}),
        ...response.headers,
      };
    }
  }
}

function describeSuccess(
  { responses }: DocumentedOperation,
  status: string,
  { content }: Response,
): string {
  if (status === "201") {
    return "Created";
  }
  if (content === undefined) {
    return "Done, or so already";
  }
  return "201" in responses ? "It is there already: as it is now" : "As asked";
}
