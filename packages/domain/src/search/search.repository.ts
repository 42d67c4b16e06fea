import { limits } from "@chat/contract";
import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../actor.ts";
import type { Database } from "../database/database.ts";
import { executeWithin } from "../database/execute-within.ts";
import type { Named } from "./query/search-query.ts";

/** Times are microseconds since the epoch. */
export interface SearchPage {
  /** What recency is measured by; nothing newer is found. */
  readonly asOf: number;
  /** The oldest message that was ranked; null: none was. */
  readonly floor: number | null;
  /** Whether older ones were left out of the ranking. */
  readonly cut: boolean;
  /** Older than this nothing was looked at; null: everything was. */
  readonly stoppedAt: number | null;
  readonly hits: readonly SearchRow[];
}

export interface SearchRow {
  readonly id: string;
  readonly at: number;
  readonly score: number;
  readonly message: string;
  readonly content: string;
  /** Since it was indexed: it may say something else than what it was found by. */
  readonly changed: boolean;
  readonly channelId: string;
  readonly channelName: string | null;
  readonly channelType: string;
}

export interface SearchRequest {
  /** Texts of a `tsquery`. */
  readonly matched: string | null;
  /** Null: the newest first. */
  readonly ranked: string | null;
  readonly authors: Named;
  readonly notAuthors: Named;
  readonly channels: Named;
  readonly notChannels: Named;
  /** From here on, and before that; null: as far as there is. */
  readonly since: number | null;
  readonly until: number | null;
  /** Where the page before ended; null on the first one. */
  readonly after: PageEnd | null;
  readonly limit: number;
}

/** What comes after it is older, or ranked lower among what reaches back to the floor. */
export type PageEnd = { readonly asOf: number; readonly id: string } & (
  | { readonly at: number }
  | { readonly score: number; readonly floor: number | null }
);

const NO_ID = "00000000-0000-0000-0000-000000000000";
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/**
 * One page of what the caller may see at this moment and what matches, in one
 * round trip: names are looked up, slices of time searched, access asked for.
 */
export async function findSearchPage(
  db: Database,
  actor: Actor,
  request: SearchRequest,
): Promise<SearchPage> {
  const { orgId, userId, role } = actor;
  const { matched, ranked, after, limit } = request;
  const older = after && "at" in after ? after : undefined;
  const lower = after && "score" in after ? after : undefined;
  const since = moment(lower?.floor ?? request.since);
  const until = moment(older?.at ?? request.until);
  const guest = role === "guest";
  const first = (table: string) =>
    sql`${sql.ref(`${table}.${ranked === null ? "at" : "score"}`)} desc, ${sql.ref(`${table}.message_id`)} desc`;
  const named = (side: Named, lookUp: LookUp) => idsOf(side, lookUp, orgId);
  const rows = await executeWithin<ResultRow>(
    db,
    limits.SEARCH_TIMEOUT_MS,
    sql`
    with asked as materialized (
      select t.as_of, least(t.as_of, ${until}) as until,
        case when ${until} <= t.as_of then ${older?.id ?? NO_ID}::uuid else ${LAST_ID}::uuid end as until_id
      from (
        select coalesce(${moment(after?.asOf ?? null)}, date_trunc('milliseconds', statement_timestamp())) as as_of
      ) t
    ), found as materialized (
      select f.* from asked, chat_search_find(
        ${orgId}, ${userId}, ${guest}, ${matched}, ${ranked},
        ${named(request.authors, usersNamed)}, ${named(request.notAuthors, usersNamed)},
        ${named(request.channels, channelsNamed)}, ${named(request.notChannels, channelsNamed)},
        coalesce(${since}, 'epoch'), ${NO_ID}, asked.until, asked.until_id, asked.as_of,
        ${ranked === null ? limit : limits.SEARCH_RANKED_MAX + 1},
        ${ranked === null ? limits.SEARCH_NEWEST_SAMPLES : limits.SEARCH_RANKED_SAMPLES},
        ${limits.SEARCH_BUDGET_MS}
      ) f
    ), ranked as (
      select * from found where message_id is not null
      order by at desc, message_id desc
      limit ${ranked === null || lower?.floor != null ? null : limits.SEARCH_RANKED_MAX}
    ), page as (
      select p.message_id, p.at, p.score, m, c.id as channel_id, c.name, c.type
      from (
        select * from ranked r
        where ${lower ? sql`(r.score, r.message_id) < (${lower.score}::float8, ${lower.id}::uuid)` : sql`true`}
        order by ${first("r")}
      ) p
      join chat_messages m on m.org_id = ${orgId} and m.id = p.message_id and m.deleted_at is null
      join chat_channels c on c.org_id = m.org_id and c.id = m.channel_id and c.deleted_at is null
      left join chat_channel_members own
        on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${userId}
      where own.user_id is not null or (c.type = 'public' and not ${guest})
      order by ${first("p")}
      limit ${limit}
    )
    select ${micros(sql`asked.as_of`)} as "asOf", edge.floor, edge.cut, edge."stoppedAt",
      page.message_id as id, ${micros(sql`page.at`)} as at, page.score,
      chat_message_json(page.m) as message, (page.m).content,
      (page.m).version > (page.m).indexed_version as changed, page.channel_id as "channelId",
      page.name as "channelName", page.type as "channelType"
    from asked
    cross join (
      select ${micros(sql`min(r.at)`)} as floor,
        (select count(*) > ${limits.SEARCH_RANKED_MAX} or count(*) > count(f.message_id) from found f) as cut,
        (select ${micros(sql`f.at`)} from found f where f.message_id is null) as "stoppedAt"
      from ranked r
    ) edge
    left join page on true
    order by ${first("page")}`,
  );
  return toPage(rows);
}

type ResultRow = Omit<SearchPage, "hits"> & (SearchRow | { readonly id: null });

function toPage(rows: readonly ResultRow[]): SearchPage {
  const [first] = rows;
  if (!first) {
    throw new Error("a search has at least one row");
  }
  const { asOf, floor, cut, stoppedAt } = first;
  return { asOf, floor, cut, stoppedAt, hits: rows.filter((row) => row.id !== null) };
}

function micros(time: RawBuilder<unknown>): RawBuilder<number> {
  return sql`(extract(epoch from ${time}) * 1000000)::bigint`;
}

function moment(value: number | null): RawBuilder<Date | null> {
  return sql`('epoch'::timestamptz + ${value}::bigint * interval '1 microsecond')`;
}

type LookUp = (orgId: string, names: readonly string[]) => RawBuilder<unknown>;

/** The ids, and those that the names stand for; null where nothing is named. */
function idsOf({ ids, names }: Named, lookUp: LookUp, orgId: string): RawBuilder<unknown> {
  if (ids.length === 0 && names.length === 0) {
    return sql`null::uuid[]`;
  }
  const given = sql`${`{${ids.join(",")}}`}::uuid[]`;
  return names.length === 0 ? given : sql`${given} || array(${lookUp(orgId, names)})`;
}

/** By name, address, or the part of it before the @. */
function usersNamed(orgId: string, names: readonly string[]): RawBuilder<unknown> {
  const one = (name: string) => sql`
    select u.id from chat_users u
    where u.org_id = ${orgId} and chat_user_grams(u.name, u.email) @> chat_grams_sought(${name})
      and ${name} in (lower(u.name), lower(u.email), lower(split_part(u.email, '@', 1)))`;
  return sql.join(names.map(one), sql` union all `);
}

function channelsNamed(orgId: string, names: readonly string[]): RawBuilder<unknown> {
  return sql`
    select c.id from chat_channels c
    where c.org_id = ${orgId} and c.name in (${sql.join(names)}) and c.type <> 'direct'
      and c.deleted_at is null`;
}
