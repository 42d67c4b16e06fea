import { DEFAULT_ORGANISATION } from "../replay/ids.ts";
import { whole } from "../report/figures.ts";
import type { Bench } from "../run/bench.ts";
import { UsageError } from "../run/options.ts";
import { readConversations } from "./conversations.ts";
import { fill } from "./fill.ts";
import { type Layout, searcherId } from "./layout.ts";

const STEP_MESSAGES = 10_000;

/** Fills the database of a service, to see what it is like at size. */
export const seedBench: Bench = {
  name: "seed",
  description: "fills the database at DATABASE_URL with conversations; then pnpm reindex",
  async run({ options, progress }) {
    const databaseUrl = process.env["DATABASE_URL"];
    if (!databaseUrl) {
      throw new UsageError("DATABASE_URL names the migrated database to fill");
    }
    const conversations = await readConversations(options.input);
    const layout: Layout = {
      organisation: DEFAULT_ORGANISATION,
      messages: options.messages,
      publicChannels: 2_000,
      privateChannels: 200,
      ownPublicChannels: 40,
      ownPrivateChannels: 10,
    };
    progress.expect(Math.floor(layout.messages / STEP_MESSAGES));
    let rows = 0;
    const began = performance.now();
    await fill(databaseUrl, conversations, layout, (more) => {
      const before = Math.floor(rows / STEP_MESSAGES);
      rows += more;
      for (let step = before; step < Math.floor(rows / STEP_MESSAGES); step += 1) {
        progress.step();
      }
    });
    const seconds = (performance.now() - began) / 1_000;
    return {
      tables: [
        {
          title: "seeded",
          head: ["what", "how much"],
          rows: [
            ["messages", whole(rows)],
            ["messages a second", whole(rows / seconds)],
            ["organisation", layout.organisation],
            ["who sees it all", searcherId(layout)],
          ],
        },
      ],
      charts: [],
      remarks: [],
      figures: { rows, seconds },
    };
  },
};
