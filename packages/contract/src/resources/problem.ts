import Type, { type Static } from "typebox";
import { ERRORS, type ErrorCode } from "../errors.ts";
import { Closed, OneOf } from "../primitives.ts";

/** RFC 9457 problem document: what every error answers, as `application/problem+json`. */
export const Problem = Closed(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: OneOf(...(Object.keys(ERRORS) as ErrorCode[])),
    request_id: Type.String(),
    errors: Type.Optional(Type.Array(Closed({ path: Type.String(), message: Type.String() }))),
  },
  { title: "Problem" },
);
export type Problem = Static<typeof Problem>;
