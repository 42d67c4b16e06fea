import Type, { type Static } from "typebox";
import { SEARCH_HIGHLIGHTS_MAX } from "../limits.ts";
import { Closed, Nullable, OneOf, Uuid } from "../primitives.ts";
import { ChannelType } from "./channel.ts";
import { NextCursor } from "./list.ts";
import { Message } from "./message.ts";

export const SearchSort = OneOf(["relevance", "newest"], {
  title: "SearchSort",
  description: "What comes first; by relevance where nothing is said",
});
export type SearchSort = Static<typeof SearchSort>;

const Offset = Type.Integer({ minimum: 0, examples: [4] });

export const Highlight = Closed(
  { start: Offset, end: Offset },
  {
    title: "Highlight",
    description: "A place of the content that matched, `end` behind it, in UTF-16 code units",
  },
);
export type Highlight = Static<typeof Highlight>;

export const SearchHit = Closed(
  {
    message: Message,
    channel: Closed(
      { id: Uuid, name: Nullable(Type.String()), type: ChannelType },
      { description: "Where it stands" },
    ),
    highlights: Type.Array(Highlight, { maxItems: SEARCH_HIGHLIGHTS_MAX }),
    score: Type.Number({
      description: "Higher is better, within one search; 0 where nothing was ranked",
      minimum: 0,
      examples: [0.31],
    }),
  },
  { title: "SearchHit" },
);
export type SearchHit = Static<typeof SearchHit>;

export const SearchHitList = Closed(
  {
    items: Type.Array(SearchHit),
    next_cursor: NextCursor,
    partial: Type.Boolean({
      description: "Whether older messages were left out, since so many newer ones match",
    }),
  },
  { title: "SearchHitList" },
);
export type SearchHitList = Static<typeof SearchHitList>;
