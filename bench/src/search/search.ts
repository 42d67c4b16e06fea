import { randomUUID } from "node:crypto";
import type { SourceMessage } from "../replay/source.ts";
import { startApp } from "../run/app.ts";
import type { Bench, BenchRun } from "../run/bench.ts";
import { type Stores, startStores } from "../run/stores.ts";
import { readConversations } from "../seed/conversations.ts";
import { fill } from "../seed/fill.ts";
import { type Layout, searcherId } from "../seed/layout.ts";
import { frequentWords } from "./frequent-words.ts";
import { indexAll } from "./index-all.ts";
import { knownItems, measureQuality } from "./known-items.ts";
import { reportOf, type SearchFigures } from "./search-report.ts";
import { createSearcher, type Search } from "./searcher.ts";
import { measureSpeed, SORTS } from "./speed.ts";

const KNOWN_ITEMS = 500;
const WORDS_OF_A_CLASS = 5;
const SIZES = [100_000, 1_000_000];
/** Whose messages the searcher does not see, but for a few. */
const PRIVATE_CHANNELS = 200;
const STEP_MESSAGES = 10_000;

/** How well and how fast messages are found, through the API. */
export const searchBench: Bench = {
  name: "search",
  description: "recall, ranking and latency of search; --only quality,speed",
  page: "search.md",
  async run(run: BenchRun) {
    const { options, stack, progress } = run;
    const conversations = await readConversations(options.input);
    const wants = (part: string) => options.only.length === 0 || options.only.includes(part);
    progress.tell("starting the stores");
    const stores = await startStores(stack);
    const api = await startApp(stack, "api", stores.environment);
    const seeded = (messages: number, privateChannels: number) =>
      seed(run, stores, api.url, conversations, { messages, privateChannels });
    const figures: SearchFigures = { quality: [], speed: [], indexed: [] };
    if (wants("quality")) {
      const { search } = await seeded(conversations.length, 0);
      const items = knownItems(conversations, Math.ceil(KNOWN_ITEMS * options.scale));
      progress.expect(SORTS.length * items.length);
      for (const sort of SORTS) {
        progress.tell(`known items, ${sort}`);
        figures.quality.push({
          sort,
          ...(await measureQuality(items, search, sort, progress.step)),
        });
      }
    }
    if (wants("speed")) {
      const classes = frequentWords(conversations, WORDS_OF_A_CLASS);
      for (const size of SIZES.map((messages) => Math.ceil(messages * options.scale))) {
        const { search, rate } = await seeded(size, PRIVATE_CHANNELS);
        figures.indexed.push({ messages: size, rate });
        progress.expect(options.rounds);
        progress.tell(`searching ${size} messages`);
        const service = { search, pids: [api.pid, stores.pids.postgres] };
        const speed = await measureSpeed(size, classes, options.rounds, service, progress.step);
        figures.speed.push(...speed);
      }
    }
    return reportOf(figures);
  },
};

/** An organisation of its own for each size, all in one database. */
async function seed(
  { progress }: BenchRun,
  stores: Stores,
  apiUrl: string,
  conversations: readonly SourceMessage[],
  { messages, privateChannels }: Pick<Layout, "messages" | "privateChannels">,
): Promise<{ search: Search; rate: number }> {
  const layout: Layout = {
    organisation: randomUUID(),
    messages,
    publicChannels: 2_000,
    privateChannels,
    ownPublicChannels: 40,
    ownPrivateChannels: Math.min(10, privateChannels),
  };
  progress.expect(Math.floor(messages / STEP_MESSAGES) * 2);
  const counted = () => {
    let rows = 0;
    return (more: number) => {
      const before = Math.floor(rows / STEP_MESSAGES);
      rows += more;
      for (let step = before; step < Math.floor(rows / STEP_MESSAGES); step += 1) {
        progress.step();
      }
    };
  };
  progress.tell(`seeding ${messages} messages`);
  await fill(stores.databaseUrl, conversations, layout, counted());
  progress.tell(`indexing ${messages} messages`);
  const rate = await indexAll(stores.databaseUrl, counted());
  const search = createSearcher(apiUrl, stores.jwtSecret, layout.organisation, searcherId(layout));
  return { search, rate };
}
