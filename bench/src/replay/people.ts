import { type ChatClient, createClient, type FetchLike, type Retry } from "@chat/client";
import type { StableIds } from "./ids.ts";
import { POST_TRIES_MAX } from "./limits.ts";
import type { TokenSigner } from "./tokens.ts";

/** Somebody who posts. */
export interface Person {
  readonly id: string;
  readonly client: ChatClient;
}

export interface PeopleOptions {
  readonly ids: StableIds;
  readonly sign: TokenSigner;
  readonly baseUrl: string;
  readonly fetch: FetchLike;
  readonly onRetry: (retry: Retry) => void;
}

/** @returns the person of a name, always the same one */
export function createPeople(options: PeopleOptions): (name: string) => Person {
  const { ids, sign, baseUrl, fetch, onRetry } = options;
  const known = new Map<string, Person>();
  return (name) => {
    const person = known.get(name);
    if (person !== undefined) {
      return person;
    }
    const id = ids.userId(name);
    const retry = { triesMax: POST_TRIES_MAX, onRetry };
    const client = createClient({ baseUrl, token: sign(id, name), fetch, retry });
    const added = { id, client };
    known.set(name, added);
    return added;
  };
}
