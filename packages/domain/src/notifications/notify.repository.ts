import { limits } from "@chat/contract";
import { type RawBuilder, sql } from "kysely";
import type { Database } from "../database/database.ts";

/** A message that is there, in a channel that is there, as far as telling of it goes. */
export interface Subject {
  readonly orgId: string;
  readonly id: string;
  readonly channelId: string;
  readonly channelType: string;
  readonly seq: number;
  readonly authorId: string;
  readonly rootId: string | null;
  readonly content: string;
  readonly mentionUserIds: readonly string[];
  readonly mentionsChannel: boolean;
  readonly mentionsHere: boolean;
  readonly createdAt: Date;
  /** Of the newest edit's event; null: it was never edited. */
  readonly editSeq: number | null;
  /** Everybody was told who was to be told. */
  readonly isDone: boolean;
}

export async function findSubject(
  db: Database,
  orgId: string,
  messageId: string,
): Promise<Subject | undefined> {
  const { rows } = await sql<Subject>`
    select m.org_id as "orgId", m.id, m.channel_id as "channelId", c.type as "channelType", m.seq,
      m.user_id as "authorId", m.thread_id as "rootId", m.content,
      m.mention_user_ids as "mentionUserIds", m.mention_channel as "mentionsChannel",
      m.mention_here as "mentionsHere", m.created_at as "createdAt",
      m.edit_seqs[cardinality(m.edit_seqs)] as "editSeq",
      done.message_id is not null or coalesce(m.id <= s.swept_id, false) as "isDone"
    from chat_messages m
    join chat_channels c on c.org_id = m.org_id and c.id = m.channel_id
    left join chat_notified_messages done on done.org_id = m.org_id and done.message_id = m.id
    left join chat_notification_sweeps s on s.org_id = m.org_id
    where m.org_id = ${orgId} and m.id = ${messageId}
      and m.deleted_at is null and c.deleted_at is null`.execute(db);
  return rows[0];
}

/** Who wrote the root or one of the newest replies before this one, and whom they mention. */
export async function listThreadFollowers(
  db: Database,
  orgId: string,
  rootId: string,
  beforeSeq: number,
): Promise<string[]> {
  const { rows } = await sql<{ userId: string }>`
    with root as (
      select r.user_id, r.mention_user_ids || r.reply_user_ids as others
      from chat_messages r where r.org_id = ${orgId} and r.id = ${rootId}
    ), newest as (
      select x.user_id from chat_messages x
      where x.org_id = ${orgId} and x.thread_id = ${rootId} and x.seq < ${beforeSeq} and not x.gone
      order by x.seq desc limit ${limits.NOTIFICATION_THREAD_REPLIES_MAX}
    ), mentioning as (
      select x.mention_user_ids from chat_messages x
      where x.org_id = ${orgId} and x.thread_id = ${rootId} and x.seq < ${beforeSeq}
        and (x.mention_channel or x.mention_user_ids <> '{}') and x.deleted_at is null
      order by x.seq desc limit ${limits.NOTIFICATION_THREAD_REPLIES_MAX}
    )
    select user_id as "userId" from root
    union select unnest(others) from root
    union select user_id from newest
    union select unnest(mention_user_ids) from mentioning`.execute(db);
  return rows.map(({ userId }) => userId);
}

/** Somebody who may have to be told, and how they want to be. */
export interface Candidate {
  readonly userId: string;
  readonly role: string;
  /** Null: no member of the channel; so are the three that follow. */
  readonly level: string | null;
  readonly muted: boolean | null;
  readonly hasRead: boolean | null;
  readonly joinedLater: boolean | null;
  readonly keywordWords: readonly string[];
  readonly wantsPush: boolean;
  readonly wantsMail: boolean;
  readonly hasAddress: boolean;
  readonly subscriptionIds: readonly string[];
  readonly chosen_status: string | null;
  readonly status_expires_at: Date | null;
  readonly last_active_at: Date | null;
}

/**
 * For a query of the memberships `k`, null where there is none, of the users
 * `w`. One look-up each, never a hashed table. Who joined later has a marker
 * from then, so that clocks that differ take nothing from whoever just came.
 */
function candidateColumns({ orgId, seq, createdAt }: Subject): RawBuilder<unknown> {
  return sql`
    w.user_id as "userId", u.role, k.notify as level, k.muted,
    k.last_read_seq >= ${seq} as "hasRead",
    k.joined_at > ${createdAt} and k.last_read_seq >= ${seq} as "joinedLater",
    coalesce(p.keyword_words, '{}') as "keywordWords", coalesce(p.push, true) as "wantsPush",
    coalesce(p.mail, true) as "wantsMail", coalesce(u.email, '') <> '' as "hasAddress",
    array(
      select s.id from chat_push_subscriptions s
      where s.org_id = ${orgId} and s.user_id = w.user_id
      order by s.id limit ${limits.PUSH_SUBSCRIPTIONS_MAX}
    ) as "subscriptionIds",
    u.chosen_status, u.status_expires_at, u.last_active_at`;
}

function candidateTables(orgId: string): RawBuilder<unknown> {
  return sql`
    cross join lateral (
      select x.role, x.email, x.chosen_status, x.status_expires_at, x.last_active_at
      from chat_users x where x.org_id = ${orgId} and x.id = w.user_id limit 1
    ) as u
    left join lateral (
      select x.keyword_words, x.push, x.mail from chat_notification_preferences x
      where x.org_id = ${orgId} and x.user_id = w.user_id limit 1
    ) as p on true`;
}

/** Which members the policy has to be asked of: all whom it could tell, as few others as can be said. */
export interface Reach {
  /** Whatever their level: the message is for everybody. */
  readonly everybody: boolean;
  /** Those who want to be told of everything. */
  readonly everything: boolean;
  /** Whoever is mentioned or follows the thread. */
  readonly named: readonly string[];
}

/** A page of the members of the message's channel whom it may reach, by id. */
export async function listMemberCandidates(
  db: Database,
  subject: Subject,
  reach: Reach,
  page: { afterUserId: string; limit: number },
): Promise<Candidate[]> {
  const { orgId, channelId } = subject;
  const { rows } = await sql<Candidate>`
    select ${candidateColumns(subject)}
    from (
      select m.* from chat_channel_members m
      where m.org_id = ${orgId} and m.channel_id = ${channelId} and m.user_id > ${page.afterUserId}
        and not m.muted and m.notify <> 'none'
        and (
          ${reach.everybody}::boolean or (${reach.everything}::boolean and m.notify = 'all')
          or m.user_id = any(${reach.named}::uuid[]) or coalesce((
            select keen.keyword_words <> '{}' from chat_notification_preferences keen
            where keen.org_id = m.org_id and keen.user_id = m.user_id
          ), false)
        )
      order by m.user_id limit ${page.limit}
    ) as k
    cross join lateral (select k.user_id) as w
    ${candidateTables(orgId)}
    order by w.user_id`.execute(db);
  return rows;
}

/** The users with these ids, members or not. */
export async function listCandidatesById(
  db: Database,
  subject: Subject,
  userIds: readonly string[],
): Promise<Candidate[]> {
  const { orgId, channelId } = subject;
  const { rows } = await sql<Candidate>`
    select ${candidateColumns(subject)}
    from unnest(${userIds}::uuid[]) as w(user_id)
    left join lateral (
      select m.* from chat_channel_members m
      where m.org_id = ${orgId} and m.channel_id = ${channelId} and m.user_id = w.user_id limit 1
    ) as k on true
    ${candidateTables(orgId)}`.execute(db);
  return rows;
}

export interface NewNotification {
  readonly userId: string;
  readonly kind: string;
}

export interface NewDelivery {
  readonly userId: string;
  readonly medium: "push" | "mail";
  readonly targetId: string;
  readonly dueAt: Date;
}

export interface MadeNotification extends NewNotification {
  readonly id: string;
}

/**
 * Notes who is told, with what is to be sent to them, in one statement; answers
 * with those who had not been told of the message before.
 */
export async function insertNotifications(
  db: Database,
  { orgId, id, channelId, seq, rootId }: Subject,
  told: readonly NewNotification[],
  deliveries: readonly NewDelivery[],
  at: Date,
): Promise<MadeNotification[]> {
  const { rows } = await sql<MadeNotification>`
    with made as (
      insert into chat_notifications
        (org_id, user_id, id, kind, channel_id, message_id, seq, root_id, created_at)
      select ${orgId}::uuid, i.user_id, uuidv7(), i.kind, ${channelId}::uuid, ${id}::uuid,
        ${seq}::bigint, ${rootId}::uuid, ${at}::timestamptz
      from unnest(
        ${told.map(({ userId }) => userId)}::uuid[], ${told.map(({ kind }) => kind)}::text[]
      ) as i(user_id, kind)
      on conflict on constraint chat_notifications_once do nothing
      returning user_id, id, kind
    ), planned as (
      insert into chat_notification_deliveries
        (org_id, notification_id, target_id, user_id, medium, due_at, created_at)
      select ${orgId}::uuid, made.id, d.target_id, d.user_id, d.medium, d.due_at, ${at}::timestamptz
      from unnest(
        ${deliveries.map(({ userId }) => userId)}::uuid[],
        ${deliveries.map(({ targetId }) => targetId)}::uuid[],
        ${deliveries.map(({ medium }) => medium)}::text[],
        ${deliveries.map(({ dueAt }) => dueAt)}::timestamptz[]
      ) as d(user_id, target_id, medium, due_at)
      join made on made.user_id = d.user_id
    )
    select made.user_id as "userId", made.id, made.kind from made`.execute(db);
  return rows;
}

/** Everybody was told of the message who was to be told. */
export async function insertNotified(
  db: Database,
  orgId: string,
  messageId: string,
): Promise<void> {
  await sql`
    insert into chat_notified_messages (org_id, message_id) values (${orgId}, ${messageId})
    on conflict do nothing`.execute(db);
}
