import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { SourceMessage } from "../replay/source.ts";
import { channelId, isPublic, type Layout, layOut, ownChannels, searcherId } from "./layout.ts";

/** Rows that go to Postgres in one piece. */
const PIECE_ROWS = 2_000;

/** Nobody else is to index them: what does it is measured. */
const INDEXED = 1;

const COPY = `copy chat_messages
  (org_id, id, channel_id, seq, user_id, content, created_at, indexed_version) from stdin`;

/**
 * Fills an organisation of a migrated database by COPY, past the API: nobody
 * hears of these messages, and search finds them only after a reindexing.
 *
 * @param onRows how many more are there
 */
export async function fill(
  databaseUrl: string,
  conversations: readonly SourceMessage[],
  layout: Layout,
  onRows: (rows: number) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const seqs = new Map<number, number>();
    const people = new Set<string>();
    const rows = rowsOf(conversations, layout, seqs, people, onRows);
    await pipeline(Readable.from(rows), client.query(copyFrom(COPY)));
    await insertChannels(client, layout, seqs);
    await client.query(
      "insert into chat_users (org_id, id, name) select $1, u, 'user ' || u from unnest($2::uuid[]) u on conflict do nothing",
      [layout.organisation, [...people, searcherId(layout)]],
    );
    await client.query("vacuum (analyze) chat_messages, chat_channels, chat_channel_members");
  } finally {
    await client.end();
  }
}

function* rowsOf(
  conversations: readonly SourceMessage[],
  layout: Layout,
  seqs: Map<number, number>,
  people: Set<string>,
  onRows: (rows: number) => void,
): Generator<string> {
  let piece: string[] = [];
  for (const { id, channel, userId, at, content } of layOut(conversations, layout, Date.now())) {
    const seq = (seqs.get(channel) ?? 0) + 1;
    seqs.set(channel, seq);
    people.add(userId);
    const place = [layout.organisation, id, channelId(layout, channel), seq, userId];
    piece.push([...place, escapeText(content), at.toISOString(), INDEXED].join("\t"));
    if (piece.length === PIECE_ROWS) {
      yield `${piece.join("\n")}\n`;
      onRows(piece.length);
      piece = [];
    }
  }
  yield piece.map((row) => `${row}\n`).join("");
  onRows(piece.length);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
};

function escapeText(content: string): string {
  return content.replaceAll(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign);
}

async function insertChannels(
  client: pg.Client,
  layout: Layout,
  seqs: ReadonlyMap<number, number>,
) {
  const all = Array.from(
    { length: layout.publicChannels + layout.privateChannels },
    (_, channel) => channel,
  );
  await client.query(
    `insert into chat_channels (org_id, id, type, name, created_by, created_at, updated_at, last_seq)
     select $1, c.id, c.type, 'seeded-' || c.n, $2, now(), now(), c.seq
     from unnest($3::uuid[], $4::text[], $5::integer[], $6::bigint[]) as c(id, type, n, seq)`,
    [
      layout.organisation,
      searcherId(layout),
      all.map((channel) => channelId(layout, channel)),
      all.map((channel) => (isPublic(layout, channel) ? "public" : "private")),
      all,
      all.map((channel) => seqs.get(channel) ?? 0),
    ],
  );
  await client.query(
    `insert into chat_channel_members (org_id, channel_id, user_id, role, joined_at)
     select $1, c, $2, 'member', now() from unnest($3::uuid[]) c`,
    [
      layout.organisation,
      searcherId(layout),
      ownChannels(layout).map((channel) => channelId(layout, channel)),
    ],
  );
}
