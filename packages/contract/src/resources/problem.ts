import Type, { type Static } from "typebox";
import { ERRORS, type ErrorCode } from "../errors.ts";
import { Closed, OneOf } from "../primitives.ts";

/** RFC 9457 problem document: what every error answers, as `application/problem+json`. */
export const Problem = Closed(
  {
    type: Type.String({ description: "A URN that ends in the code" }),
    title: Type.String({ description: "The same for every problem of the code, for people" }),
    status: Type.Integer({ description: "The HTTP status" }),
    detail: Type.String({ description: "What was wrong with this request, for people" }),
    code: OneOf(Object.keys(ERRORS) as ErrorCode[], {
      title: "ErrorCode",
      description: "Stable, whatever else changes",
    }),
    request_id: Type.String({ description: "Finds the request in the log of the service" }),
    errors: Type.Optional(
      Type.Array(Closed({ path: Type.String(), message: Type.String() }), {
        description: "Which parts of the request are not valid",
      }),
    ),
  },
  { title: "Problem", description: "An error, as RFC 9457 has it." },
);
export type Problem = Static<typeof Problem>;
