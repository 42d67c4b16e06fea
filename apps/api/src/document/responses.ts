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
  "ratelimit-policy": {
    description: "The limits that the request counted against; absent where nothing is limited",
    schema: { type: "string" },
    example: '"messages";q=600;w=60, "channel-messages";q=300;w=60',
  },
  ratelimit: {
    description: "What is left of each (`r`), and the seconds until it is whole again (`t`)",
    schema: { type: "string" },
    example: '"messages";r=599;t=60, "channel-messages";r=299;t=60',
  },
  location: {
    description: "Where the bytes are, for 60 seconds",
    required: true,
    schema: { type: "string", format: "uri" },
  },
  "retry-after": {
    description: "Seconds until there is room again",
    required: true,
    schema: { type: "integer", minimum: 1 },
  },
} as const;

const referTo = (name: keyof typeof HEADERS) => ({
  [name]: { $ref: `#/components/headers/${name}` },
});

/** Who is not known is not counted. */
const COUNTED = { ...referTo("ratelimit-policy"), ...referTo("ratelimit") };

/** Says of every answer when it comes, and which headers it always has. */
export function describeResponses(document: OpenApiDocument): void {
  for (const operation of operationsOf(document)) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (Number(status) < 400) {
        response.description = describeSuccess(operation, status, response);
      }
      response.headers = {
        ...referTo("x-request-id"),
        ...(status === "401" ? referTo("www-authenticate") : COUNTED),
        ...(status === "429" ? referTo("retry-after") : {}),
        ...(status === "302" ? referTo("location") : {}),
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
  if (status === "302") {
    return "Elsewhere: the answer names it";
  }
  if (content === undefined) {
    return "Done, or so already";
  }
  return "201" in responses ? "It is there already: as it is now" : "As asked";
}
