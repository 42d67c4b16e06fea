import type { Wire } from "@chat/domain";

/** What an operation answers: an object for the schema to serialise, JSON text, where else to look, or nothing. */
export type Answer =
  | { readonly status: 200 | 201; readonly body: object }
  | { readonly status: 200 | 201; readonly json: Wire<unknown> }
  | { readonly status: 302; readonly location: string }
  | { readonly status: 204 };

export const ok = (body: object): Answer => ({ status: 200, body });
/** Creating answers 201, and 200 where it was there before. */
export const createdOrOk = (created: boolean, body: object): Answer => ({
  status: created ? 201 : 200,
  body,
});
export const okJson = (json: Wire<unknown>): Answer => ({ status: 200, json });
export const createdJson = (json: Wire<unknown>): Answer => ({ status: 201, json });
export const noContent: Answer = { status: 204 };
export const found = (location: string): Answer => ({ status: 302, location });
