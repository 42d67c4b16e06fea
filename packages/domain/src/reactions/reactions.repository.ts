import { limits } from "@chat/contract";
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";

interface Reacting {
  readonly orgId: string;
  readonly messageId: string;
  readonly userId: string;
  readonly emoji: string;
}

/** How many different emoji stand on the message, this one left out. */
export async function countOtherEmoji(tx: Tx, reaction: Reacting): Promise<number> {
  const { rows } = await sql<{ emoji: number }>`
    select count(distinct r.emoji)::integer as emoji from chat_reactions r
    where r.org_id = ${reaction.orgId} and r.message_id = ${reaction.messageId}
      and r.emoji <> ${reaction.emoji}`.execute(tx);
  return rows[0]?.emoji ?? 0;
}

/** Whether it was not there before. */
export async function insertReaction(tx: Tx, reaction: Reacting, at: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into chat_reactions (org_id, message_id, emoji, user_id, created_at)
    values (${reaction.orgId}, ${reaction.messageId}, ${reaction.emoji}, ${reaction.userId}, ${at})
    on conflict do nothing
    returning 1`.execute(tx);
  return rows.length > 0;
}

/** Whether it was there. */
export async function deleteReaction(tx: Tx, reaction: Reacting): Promise<boolean> {
  const { rows } = await sql`
    delete from chat_reactions r
    where r.org_id = ${reaction.orgId} and r.message_id = ${reaction.messageId}
      and r.emoji = ${reaction.emoji} and r.user_id = ${reaction.userId}
    returning 1`.execute(tx);
  return rows.length > 0;
}

/**
 * Writes the message's reactions as every reader gets them, derived from the
 * rows: emoji and people in the order of their coming. Answers with that text.
 * Whether there are any at all is what search knows of them: a new version.
 */
export async function saveReactions(tx: Tx, orgId: string, messageId: string): Promise<string> {
  const { rows } = await sql<{ reactions: string }>`
    update chat_messages m set reactions = (
      select coalesce(json_agg(json_build_object(
        'emoji', g.emoji, 'count', g.count, 'user_ids', to_json(g.user_ids)
      ) order by g.first_at, g.emoji), '[]')
      from (
        select r.emoji, count(*) as count, min(r.created_at) as first_at,
          (array_agg(r.user_id order by r.created_at, r.user_id))
            [1:${sql.lit(limits.REACTION_USERS_SHOWN_MAX)}] as user_ids
        from chat_reactions r
        where r.org_id = m.org_id and r.message_id = m.id
        group by r.emoji
      ) as g
    ), version = m.version + case when (m.reactions::text = '[]') = exists (
      select 1 from chat_reactions r where r.org_id = m.org_id and r.message_id = m.id
    ) then 1 else 0 end
    where m.org_id = ${orgId} and m.id = ${messageId}
    returning m.reactions::text as reactions`.execute(tx);
  const [row] = rows;
  if (!row) {
    throw new Error("a message whose channel is locked is not there");
  }
  return row.reactions;
}
