import { randomUUID } from "node:crypto";
import { type Cast, callerOf } from "./cast.ts";
import type { ChannelPlace } from "./page.ts";

/** The `seq` of a fresh stage; a refusal leaves it as it is. */
export const STAGE_SEQ = 4;
export const STAGE_REACTION = "👍";

/** A channel for one call, in which every action could be done by somebody. Ids, all of them. */
export interface Stage {
  readonly channelId: string;
  readonly caller: string;
  /** Members beside the callers; in a direct channel the peer is the other participant. */
  readonly peer: string;
  readonly peerAdmin: string;
  /** The owner whom the channel has beside the one that may call, unless there is to be one alone. */
  readonly peerOwner: string;
  readonly owner: string;
  /** Users who are not in the channel. */
  readonly acquaintance: string;
  readonly unseen: string;
  readonly foreigner: string;
  readonly messages: {
    /** Written by the caller, who may have left since. */
    readonly own: string;
    /** Written by the peer: pinned, with a reaction of the caller and a reply. */
    readonly anothers: string;
    readonly reply: string;
    /** Written by the peer and deleted. */
    readonly deleted: string;
  };
  /** Carried by these messages, uploaded by their authors; clean, with a thumbnail. */
  readonly attachments: {
    readonly own: string;
    readonly anothers: string;
    readonly deleted: string;
  };
}

export interface StageOptions {
  readonly oneOwner?: boolean;
  readonly deleted?: boolean;
}

const TYPES = {
  "Public channel": { type: "public", archived: false },
  "Private channel": { type: "private", archived: false },
  "Archived public channel": { type: "public", archived: true },
  "Archived private channel": { type: "private", archived: true },
  "Direct channel": { type: "direct", archived: false },
} as const satisfies Record<ChannelPlace, unknown>;

/** Sets the stage by SQL: one round trip, whatever the channel's state. */
export async function setStage(
  cast: Cast,
  place: ChannelPlace,
  callerName: string,
  { oneOwner = false, deleted = false }: StageOptions = {},
): Promise<Stage> {
  const { type, archived } = TYPES[place];
  const caller = callerOf(cast, callerName).id;
  const stage = castStage(cast, caller);
  const members =
    type === "direct" ? participants(cast, callerName, stage) : cohort(cast, stage, oneOwner);
  const pair = type === "direct" ? Object.keys(members).toSorted() : [null, null];
  const { own, anothers, reply, deleted: gone } = stage.messages;
  await cast.world.query(STAGE_SQL, [
    cast.world.orgId,
    stage.channelId,
    type,
    type === "direct" ? null : `stage-${stage.channelId}`,
    ...pair,
    archived,
    deleted,
    Object.keys(members),
    Object.values(members),
    [stage.peer, stage.peerAdmin, stage.peerOwner, stage.unseen],
    [own, anothers, reply, gone],
    [caller, stage.peer, stage.peer, stage.peer],
    caller,
    STAGE_REACTION,
    STAGE_SEQ,
    [stage.attachments.own, stage.attachments.anothers, stage.attachments.deleted],
  ]);
  return stage;
}

function castStage(cast: Cast, caller: string): Stage {
  return {
    channelId: randomUUID(),
    caller,
    peer: randomUUID(),
    peerAdmin: randomUUID(),
    peerOwner: randomUUID(),
    owner: callerOf(cast, "owner").id,
    acquaintance: cast.acquaintance.id,
    unseen: randomUUID(),
    foreigner: callerOf(cast, "other organisation").id,
    messages: {
      own: randomUUID(),
      anothers: randomUUID(),
      reply: randomUUID(),
      deleted: randomUUID(),
    },
    attachments: { own: randomUUID(), anothers: randomUUID(), deleted: randomUUID() },
  };
}

/** User id → role in the channel. */
type Members = Readonly<Record<string, "owner" | "admin" | "member">>;

function cohort(cast: Cast, stage: Stage, oneOwner: boolean): Members {
  return {
    [stage.owner]: "owner",
    [callerOf(cast, "admin").id]: "admin",
    [callerOf(cast, "member").id]: "member",
    [callerOf(cast, "guest member").id]: "member",
    [callerOf(cast, "org admin member").id]: "member",
    [stage.peer]: "member",
    [stage.peerAdmin]: "admin",
    ...(oneOwner ? {} : { [stage.peerOwner]: "owner" }),
  };
}

/** The peer and the caller, or somebody in the place of a caller who is an outsider. */
function participants(cast: Cast, callerName: string, stage: Stage): Members {
  const takesPart = callerName.endsWith("participant");
  const other = takesPart ? stage.caller : callerOf(cast, "participant").id;
  return { [other]: "member", [stage.peer]: "member" };
}

const STAGE_SQL = `
  with people as (
    insert into chat_users (org_id, id, name) select $1, unnest($11::uuid[]), 'staged'
  ), channel as (
    insert into chat_channels (org_id, id, type, name, direct_low, direct_high, created_by,
      created_at, updated_at, archived_at, deleted_at, member_count, last_seq)
    values ($1, $2, $3, $4, $5, $6, $14, now(), now(), case when $7::boolean then now() end,
      case when $8::boolean then now() end, cardinality($9::uuid[]), $16)
  ), members as (
    insert into chat_channel_members (org_id, channel_id, user_id, role, joined_at)
    select $1, $2, m.user_id, m.role, now() from unnest($9::uuid[], $10::text[]) as m(user_id, role)
  ), reaction as (
    insert into chat_reactions (org_id, message_id, emoji, user_id, created_at)
    values ($1, ($12::uuid[])[2], $15, $14, now())
  ), attachments as (
    insert into chat_attachments (org_id, id, uploader_id, message_id, name, content_type, size,
      sha256, status, thumbnail_width, thumbnail_height, storage_key, created_at)
    select $1, a.id, ($13::uuid[])[a.of_message], ($12::uuid[])[a.of_message], 'file',
      'image/png', 1, '00', 'clean', 1, 1, 'clean/' || a.id, now()
    from unnest($17::uuid[], array[1, 2, 4]) as a(id, of_message)
  )
  insert into chat_messages (org_id, id, channel_id, seq, user_id, content, created_at, thread_id,
    reply_count, pinned_at, pinned_by, reactions, deleted_at)
  select $1, m.id, $2, m.position, m.user_id, 'as it was', now(),
    case when m.position = 3 then ($12::uuid[])[2] end,
    case when m.position = 2 then 1 else 0 end,
    case when m.position = 2 then now() end, case when m.position = 2 then m.user_id end,
    case when m.position = 2 then json_build_array(json_build_object(
      'emoji', $15::text, 'count', 1, 'user_ids', json_build_array($14::uuid))) else '[]' end,
    case when m.position = 4 then now() end
  from unnest($12::uuid[], $13::uuid[]) with ordinality as m(id, user_id, position)`;
