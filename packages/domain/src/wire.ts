declare const shape: unique symbol;

/**
 * JSON text in the shape of `T`, as Postgres or a repository wrote it. It goes
 * to the client as it is: nothing is parsed only to be written again.
 */
export type Wire<T> = string & { readonly [shape]?: T };

interface PageParts {
  readonly items: readonly string[];
  readonly nextCursor: string | null;
  readonly asOfSeq: number;
}

/** `{ items, next_cursor, as_of_seq }` around items that are JSON already. */
export function wirePage<T>({ items, nextCursor, asOfSeq }: PageParts): Wire<T> {
  const cursor = JSON.stringify(nextCursor);
  return `{"items":[${items.join(",")}],"next_cursor":${cursor},"as_of_seq":${asOfSeq}}`;
}
