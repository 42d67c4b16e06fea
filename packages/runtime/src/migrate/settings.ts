import type pg from "pg";
import type { EventsConfig } from "../config/config.ts";
import { ConfigError } from "../config/environment.ts";

/**
 * Shards and groups of the event streams belong to the database: the first
 * process stores its own, and one that is configured otherwise would write
 * where nobody reads.
 *
 * @throws {ConfigError} when they differ
 */
export async function assertSettings(pool: pg.Pool, events: EventsConfig): Promise<void> {
  const settings = { EVENT_SHARDS: events.shards, EVENT_GROUPS: events.groups };
  for (const [name, value] of Object.entries(settings)) {
    await pool.query(
      "insert into chat_settings (name, value) values ($1, $2) on conflict (name) do nothing",
      [name, String(value)],
    );
    const { rows } = await pool.query<{ value: string }>(
      "select value from chat_settings where name = $1",
      [name],
    );
    if (rows[0]?.value !== String(value)) {
      throw new ConfigError(
        `${name} is ${value}, but this database was first used with ${rows[0]?.value}: it takes that`,
      );
    }
  }
}
