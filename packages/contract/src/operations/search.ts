import Type from "typebox";
import { SEARCH_QUERY_LENGTH_MAX } from "../limits.ts";
import { Text } from "../primitives.ts";
import { pageQuery } from "../resources/list.ts";
import { SearchHitList, SearchSort } from "../resources/search.ts";
import { defineOperation } from "./operation.ts";

export const search = defineOperation({
  id: "search",
  tag: "search",
  summary: "Search the messages that the caller may read",
  description: [
    "All words of `q` must be in a message, in any script; case and accents do not matter.",
    '`"a phrase"`, `-not`, `from:` a name, an address, a user id or `me`, `in:` a channel\'s name or id,',
    "`before:`, `after:` and `on:` a day in UTC as `2026-11-24`,",
    "`has:link`, `has:file`, `has:reaction`, `has:pin`, `is:thread`. A `-` before an operator excludes.",
    "A message is found about a second after it was posted or changed,",
    "and never after it was deleted or the caller lost access.",
  ].join(" "),
  method: "GET",
  path: "/search",
  query: Type.Object({
    ...pageQuery,
    q: Text(1, SEARCH_QUERY_LENGTH_MAX, {
      description: "Words and operators",
      examples: ['deploy "rolled back" in:general -from:ada'],
    }),
    sort: Type.Optional(SearchSort),
  }),
  answers: { 200: SearchHitList },
  errors: ["invalid_cursor", "busy"],
});
