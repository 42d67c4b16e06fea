import Type, { type Static } from "typebox";
import {
  CHANNEL_DESCRIPTION_LENGTH_MAX,
  CHANNEL_NAME_LENGTH_MAX,
  CHANNEL_TOPIC_LENGTH_MAX,
} from "../limits.ts";
import { Closed, Nullable, OneOf, Seq, Text, Timestamp, Uuid } from "../primitives.ts";
import { UnreadCount } from "./read-marker.ts";

export const ChannelType = OneOf(["public", "private", "direct"], { title: "ChannelType" });
export type ChannelType = Static<typeof ChannelType>;

export const MemberRole = OneOf(["owner", "admin", "member"], { title: "MemberRole" });
export type MemberRole = Static<typeof MemberRole>;

/** Letters of any script, lower-case where the script has case, their marks, digits, `-` and `_`. */
export const ChannelName = Type.String({
  minLength: 1,
  maxLength: CHANNEL_NAME_LENGTH_MAX,
  pattern: "^[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}\\p{Nd}_-]+$",
  description: "Lower-case letters of any script, digits, - and _",
  examples: ["general"],
});
export const ChannelTopic = Text(0, CHANNEL_TOPIC_LENGTH_MAX, { examples: ["Releases"] });
export const ChannelDescription = Text(0, CHANNEL_DESCRIPTION_LENGTH_MAX, {
  examples: ["What goes out, and when"],
});

const Count = Type.Integer({ minimum: 0 });

export const Notify = OneOf(["all", "mentions", "none"], {
  title: "Notify",
  description: "Which messages of a channel notify a member",
});

/** The caller's own place in a channel. */
export const Membership = Closed(
  {
    role: MemberRole,
    joined_at: Timestamp,
    last_read_seq: Seq,
    unread_count: UnreadCount,
    mention_count: UnreadCount,
    muted: Type.Boolean(),
    notify: Notify,
  },
  { title: "Membership", description: "The caller's own place in a channel." },
);
export type Membership = Static<typeof Membership>;

const channelState = {
  id: Uuid,
  org_id: Uuid,
  type: ChannelType,
  name: Nullable(Type.String({ description: "Null in direct channels" })),
  topic: Type.String(),
  description: Type.String(),
  created_by: Uuid,
  created_at: Timestamp,
  updated_at: Timestamp,
  archived_at: Nullable(Timestamp),
  member_count: Count,
  last_message_at: Nullable(Timestamp),
  last_seq: Seq,
};

/** A channel as every reader sees it: what events carry. `name` is null in direct channels. */
export const ChannelState = Closed(channelState, { title: "ChannelState" });
export type ChannelState = Static<typeof ChannelState>;

/** A channel as one caller sees it. */
export const Channel = Closed(
  { ...channelState, membership: Nullable(Membership) },
  {
    title: "Channel",
    description: "A channel as the caller sees it; `membership` is null for who is not a member.",
  },
);
export type Channel = Static<typeof Channel>;

export const memberProperties = { user_id: Uuid, role: MemberRole, joined_at: Timestamp };

/** Somebody's place in a channel, as other readers see it. */
export const Member = Closed(memberProperties, {
  title: "Member",
  description: "Somebody's place in a channel, as others see it.",
});
export type Member = Static<typeof Member>;
