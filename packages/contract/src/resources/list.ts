import Type, { type TSchema } from "typebox";
import { CURSOR_LENGTH_MAX, LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX } from "../limits.ts";
import { Closed, Nullable, Seq } from "../primitives.ts";

export const NextCursor = Nullable(Type.String({ maxLength: CURSOR_LENGTH_MAX }));

/** A page of a list; `next_cursor` is null on the last one. */
export function Page<T extends TSchema>(item: T) {
  return Closed({ items: Type.Array(item), next_cursor: NextCursor });
}

/** A page inside a channel: subscribe with `since_seq` = `as_of_seq` and nothing is missed. */
export function ChannelPage<T extends TSchema>(item: T) {
  return Closed({ items: Type.Array(item), next_cursor: NextCursor, as_of_seq: Seq });
}

export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: LIST_LIMIT_MAX, default: LIST_LIMIT_DEFAULT }),
  ),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_LENGTH_MAX })),
};
