import Type, { type TSchema } from "typebox";
import { CURSOR_LENGTH_MAX, LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX } from "../limits.ts";
import { Closed, Nullable, Text } from "../primitives.ts";

export const NextCursor = Nullable(
  Type.String({
    maxLength: CURSOR_LENGTH_MAX,
    description: "The `cursor` of the next page; null on the last one",
  }),
);

/** The channel's seq of the same snapshot: subscribe with it as `since_seq` and nothing is missed. */
export const AsOfSeq = Type.Integer({
  description: "The seq of the channel at this moment: subscribe with it and nothing is missed",
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  examples: [42],
});

/** A page of a list. */
export function Page<T extends TSchema>(title: string, item: T) {
  return Closed({ items: Type.Array(item), next_cursor: NextCursor }, { title });
}

/** A page of a list inside a channel. */
export function ChannelPage<T extends TSchema>(title: string, item: T) {
  return Closed(
    { items: Type.Array(item), next_cursor: NextCursor, as_of_seq: AsOfSeq },
    { title },
  );
}

export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({
      description: "How many items a page has at most",
      minimum: 1,
      maximum: LIST_LIMIT_MAX,
      default: LIST_LIMIT_DEFAULT,
    }),
  ),
  cursor: Type.Optional(
    Text(1, CURSOR_LENGTH_MAX, {
      description: "The `next_cursor` of the page before; it stays good while the list changes",
    }),
  ),
};
