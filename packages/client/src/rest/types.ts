import type { AnswerOf, BodyOf, Operation, operations, ParamsOf, QueryOf } from "@chat/contract";
import type { TokenSource } from "../token.ts";
import type { FetchLike } from "./fetch.ts";
import type { RetryOptions } from "./retry.ts";

export interface ClientOptions {
  /** Where the service is, such as `https://chat.example.com`; `/api/v1` is added. */
  readonly baseUrl: string;
  readonly token: TokenSource;
  /** Instead of the platform's `fetch`. */
  readonly fetch?: FetchLike;
  /** How long one try of a request may take, answer included. Default 30,000. */
  readonly timeoutMs?: number;
  readonly retry?: RetryOptions;
}

export interface CallOptions {
  /** Gives the call up; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Of a creating POST without `client_id`, good for 24 h; made where none is given. */
  readonly idempotencyKey?: string;
  /** Told how much of an upload has been sent, where the platform can say it: in browsers. */
  readonly onProgress?: (progress: UploadProgress) => void;
}

export interface UploadProgress {
  readonly sentBytes: number;
  /** A little more than the file has. */
  readonly totalBytes: number;
}

/** A file to upload. */
export interface FileInput {
  readonly file: Blob;
  /** Instead of the name that a `File` has; needed for other blobs. */
  readonly name?: string;
  /** Where alone it may be sent. */
  readonly channel_id?: string;
}

/** What an operation resolves with: a file where the service says where one is. */
export type ClientAnswer<O extends Operation> = O extends { readonly answers: { 302: null } }
  ? Blob
  : AnswerOf<O>;

/** What an operation takes, by the place where it travels. */
export type CallInput<O extends Operation> = (O extends { readonly params: object }
  ? { readonly params: ParamsOf<O> }
  : unknown) &
  (O extends { readonly query: object } ? { readonly query?: QueryOf<O> } : unknown) &
  (O extends { readonly body: object } ? { readonly body: BodyOf<O> } : unknown) &
  (O extends { readonly multipart: object } ? { readonly multipart: FileInput } : unknown);

/** What an operation takes, all in one object: parameters, query and body have no name in common. */
export type OperationInput<O extends Operation> = ParamsOf<O> &
  QueryOf<O> &
  (O extends { readonly body: object } ? BodyOf<O> : unknown) &
  (O extends { readonly multipart: object } ? FileInput : unknown);

type Operations = typeof operations;

export type OperationName = {
  [N in keyof Operations]: Operations[N] extends Operation ? N : never;
}[keyof Operations];

type Method<O extends Operation> =
  Record<never, never> extends OperationInput<O>
    ? (input?: OperationInput<O>, options?: CallOptions) => Promise<ClientAnswer<O>>
    : (input: OperationInput<O>, options?: CallOptions) => Promise<ClientAnswer<O>>;

/**
 * One method for each operation of the contract, by its id, and `call` for an
 * operation held in a variable. Each resolves with the body of the answer
 * (undefined for 204, a `Blob` of files) and rejects with `ChatProblem` if the service refused,
 * with `ChatNetworkError` if no answer came.
 *
 * `GET`s, messages and whatever takes an idempotency key are repeated, a
 * bounded number of times, when the network fails or the service is busy.
 */
export type ChatClient = {
  readonly [N in OperationName]: Method<Extract<Operations[N], Operation>>;
} & {
  call<O extends Operation>(
    operation: O,
    input: CallInput<O>,
    options?: CallOptions,
  ): Promise<ClientAnswer<O>>;
};
