/** What the client reads of an answer: every `Response` has it. */
export interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  /** Of a file. */
  blob(): Promise<Blob>;
}

/** The part of `fetch` that the client uses; the platform's own is one. */
export type FetchLike = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string | FormData;
    signal: AbortSignal;
  },
) => Promise<FetchAnswer>;
