export * from "./close-codes.ts";
export * from "./errors.ts";
export * from "./frames/index.ts";
export * from "./headers.ts";
export * as limits from "./limits.ts";
export * as operations from "./operations/index.ts";
export type { AnswerOf, BodyOf, Operation, ParamsOf, QueryOf } from "./operations/operation.ts";
export * from "./primitives.ts";
export * from "./resources/index.ts";
