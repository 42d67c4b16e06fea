import type pg from "pg";
import { FIRST_SEQ } from "./driver/template.ts";
import { channelIdOf, ORGANISATION_ID, userIdOf } from "./ids.ts";

/** Public channels of the run's organisation, which every user of it may follow. */
export async function makeChannels(pool: pg.Pool, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, room) => channelIdOf(room));
  await pool.query(
    `insert into chat_channels (org_id, id, type, name, created_by, created_at, updated_at, last_seq)
     select $1, id, 'public', 'room-' || n, $2, now(), now(), $3
     from unnest($4::uuid[]) with ordinality as u (id, n)
     on conflict (org_id, id) do update set last_seq = excluded.last_seq`,
    [ORGANISATION_ID, userIdOf(0), FIRST_SEQ, ids],
  );
}

/** The channels have come so far, as if the events had been committed. */
export async function moveChannels(pool: pg.Pool, seqs: readonly number[]): Promise<void> {
  const ids = seqs.map((_, room) => channelIdOf(room));
  await pool.query(
    `update chat_channels c set last_seq = u.seq
     from unnest($2::uuid[], $3::bigint[]) as u (id, seq)
     where c.org_id = $1 and c.id = u.id`,
    [ORGANISATION_ID, ids, seqs],
  );
}
