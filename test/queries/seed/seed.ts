import pg from "pg";
import { seedBeside } from "./beside.ts";
import { seedChannels } from "./channels.ts";
import { loadWithoutIndexes } from "./load.ts";
import { seedLog } from "./log.ts";
import { seedMessages } from "./messages.ts";
import { seedNotifications } from "./notifications.ts";
import { seedMembers, seedUsers } from "./people.ts";

const INDEXED = ["chat_users", "chat_channels", "chat_channel_members", "chat_messages"];

/** Fills a migrated database with what `shape.ts` says. */
export async function seed(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set synchronous_commit = off; set maintenance_work_mem = '256MB'");
    await loadWithoutIndexes(client, INDEXED, async () => {
      await seedUsers(client);
      await seedChannels(client);
      await seedMembers(client);
      await seedMessages(client);
    });
    await seedLog(client);
    await seedBeside(client);
    await seedNotifications(client);
    // Index-only scans need the visibility map, the planner its statistics.
    await client.query("vacuum (analyze)");
  } finally {
    await client.end();
  }
}
