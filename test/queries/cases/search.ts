import * as reindex from "../../../packages/domain/src/search/reindex.repository.ts";
import * as search from "../../../packages/domain/src/search/search.repository.ts";
import * as index from "../../../packages/domain/src/search/search-index.repository.ts";
import * as removals from "../../../packages/domain/src/search/search-removals.repository.ts";
import type { Transaction } from "../recorder.ts";
import { idOf } from "../seed/ids.ts";
import { CHANNEL, channelId, messageId, ORG_ID } from "../seed/shape.ts";
import { guest, outsider } from "./callers.ts";
import type { CasesOf } from "./case.ts";

const NOBODY = { ids: [], names: [] };
const RANKED = "of a word that many messages have, so many of the newest are ranked";

function find(
  matched: string | null,
  given: Partial<search.SearchRequest> = {},
  caller = outsider,
) {
  const actor = { ...caller, role: caller === guest ? "guest" : "member" } as const;
  const request: search.SearchRequest = {
    matched,
    ranked: null,
    authors: NOBODY,
    notAuthors: NOBODY,
    channels: NOBODY,
    notChannels: NOBODY,
    since: null,
    until: null,
    after: null,
    limit: 51,
    ...given,
  };
  return (tx: Transaction) => search.findSearchPage(tx, actor, request);
}

const NOW = new Date();
const removal = { orgId: ORG_ID, channelId: channelId(CHANNEL.thousand) };

const keys = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    orgId: ORG_ID,
    id: messageId(CHANNEL.million, from + n),
  }));
const vectors = (from: number, count: number) =>
  keys(from, count).map((key) => ({ ...key, version: 1, vector: "'word':1" }));

export const searchCases: readonly CasesOf[] = [
  [
    search.findSearchPage,
    {
      "a rare word": find("'999000'"),
      "a word of nobody": find("'elephant'"),
      "a common word, ranked": { run: find("'message'", { ranked: "'message'" }), because: RANKED },
      "a common word, the newest": {
        run: find("'message'"),
        because: "a slice of time is searched whole",
      },
      "of a guest who is in no public channel that has it": find("'message'", {}, guest),
      "in one small channel": find("'message'", {
        channels: { ids: [channelId(CHANNEL.thousand)], names: [] },
      }),
      "by the name of an author": find("'999000'", {
        authors: { ids: [], names: ["user 1001"] },
        notChannels: { ids: [], names: ["general"] },
      }),
    },
  ],
  [
    index.listMessagesToIndex,
    {
      "a batch": (tx) => index.listMessagesToIndex(tx, keys(1, 200), false),
      again: (tx) => index.listMessagesToIndex(tx, keys(1, 200), true),
    },
  ],
  [index.listUnindexedMessages, { many: (tx) => index.listUnindexedMessages(tx, 1_000) }],
  [
    index.listMessageKeysAfter,
    {
      "in the middle": (tx) =>
        index.listMessageKeysAfter(tx, { orgId: ORG_ID, id: messageId(CHANNEL.million, 7) }, 200),
    },
  ],
  [index.estimateMessages, { all: (tx) => index.estimateMessages(tx) }],
  [
    index.writeSearchRows,
    {
      new: (tx) => index.writeSearchRows(tx, vectors(1, 200)),
      "there already": (tx) => index.writeSearchRows(tx, vectors(999_001, 200)),
    },
  ],
  [
    index.refreshThreadTraits,
    { "a batch": (tx) => index.refreshThreadTraits(tx, keys(999_001, 200)) },
  ],
  [
    removals.claimSearchRemovals,
    { "of many": (tx) => removals.claimSearchRemovals(tx, { now: NOW, until: NOW }, 20) },
  ],
  [
    removals.deleteSearchRows,
    {
      "of a small channel": (tx) => removals.deleteSearchRows(tx, removal, 5_000),
      "of a large one": {
        run: (tx) =>
          removals.deleteSearchRows(tx, { ...removal, channelId: channelId(CHANNEL.million) }, 100),
        because: "the index says of all of its rows where they are",
      },
    },
  ],
  [
    removals.settleSearchRemoval,
    {
      one: (tx) => {
        const due = { orgId: idOf("org", 7), channelId: idOf("channel", 7) };
        return removals.settleSearchRemoval(tx, due, NOW);
      },
    },
  ],
  [reindex.findPosition, { none: (tx) => reindex.findPosition(tx) }],
  [
    reindex.savePosition,
    {
      new: (tx) => reindex.savePosition(tx, { key: { orgId: ORG_ID, id: ORG_ID }, done: 1 }),
    },
  ],
  [reindex.deletePosition, { none: (tx) => reindex.deletePosition(tx) }],
];
