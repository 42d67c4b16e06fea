import type { ClientFrame } from "./client.ts";
import type { ServerFrame } from "./server.ts";

const ADA = "0190c4a0-0000-7000-8000-00000000ada0";
const channel_id = "0190c4a0-1111-7000-8000-000000000001";
const messageId = "0190c4a0-2222-7000-8000-000000000001";
const timestamp = "2026-01-31T12:00:00.000Z";
const head = { channel_id, seq: 42, timestamp };

const message = {
  id: messageId,
  channel_id,
  seq: 42,
  user_id: ADA,
  thread_id: null,
  content: "Good morning <!channel>",
  client_id: "0190c4a0-3333-7000-8000-000000000001",
  mentions: { user_ids: [], channel: true, here: false },
  attachments: [],
  reactions: [],
  reply_count: 0,
  last_reply_at: null,
  reply_user_ids: [],
  pinned_at: null,
  pinned_by: null,
  edited_at: null,
  deleted_at: null,
  created_at: timestamp,
};

const attachment = {
  id: "0190c4a0-6666-7000-8000-000000000001",
  name: "sunrise.jpg",
  content_type: "image/jpeg",
  size: 181_204,
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  status: "clean" as const,
  width: 1_600,
  height: 900,
  thumbnail: { width: 360, height: 203 },
};

export const CLIENT_FRAME_EXAMPLES: readonly ClientFrame[] = [
  { type: "subscribe", channel_id, since_seq: 41, ref: "1" },
  { type: "subscribe", channels: [{ channel_id, since_seq: 41 }], ref: "2" },
  { type: "unsubscribe", channel_id },
  { type: "ping", ref: "3" },
  { type: "auth", token: "header.claims.signature" },
  { type: "typing", channel_id, payload: { is_typing: true } },
  { type: "presence", payload: { user_ids: [ADA] } },
];

export const SERVER_FRAME_EXAMPLES: readonly ServerFrame[] = [
  { type: "message", ...head, payload: message },
  {
    type: "message_update",
    ...head,
    seq: 43,
    payload: { ...message, content: "Good evening", edited_at: timestamp },
  },
  {
    type: "message_delete",
    ...head,
    payload: { id: messageId, thread_id: null, deleted_at: timestamp },
  },
  {
    type: "reaction",
    ...head,
    payload: {
      message_id: messageId,
      emoji: "👍",
      action: "add",
      user_id: ADA,
      reactions: [{ emoji: "👍", count: 1, user_ids: [ADA] }],
    },
  },
  {
    type: "pin",
    ...head,
    payload: { message_id: messageId, pinned_at: timestamp, pinned_by: ADA },
  },
  { type: "attachment", ...head, payload: attachment },
  {
    type: "channel_update",
    ...head,
    payload: {
      id: channel_id,
      org_id: "0190c4a0-4444-7000-8000-000000000001",
      type: "public",
      name: "general",
      topic: "what is new",
      description: "",
      created_by: ADA,
      created_at: timestamp,
      updated_at: timestamp,
      archived_at: null,
      member_count: 2,
      last_message_at: timestamp,
      last_seq: 42,
    },
  },
  { type: "channel_delete", ...head, payload: { id: channel_id } },
  {
    type: "member_join",
    ...head,
    payload: { user_id: ADA, role: "member", joined_at: timestamp, member_count: 2 },
  },
  { type: "member_leave", ...head, payload: { user_id: ADA, member_count: 1 } },
  {
    type: "hello",
    timestamp,
    payload: {
      connection_id: "0190c4a0-5555-7000-8000-000000000001",
      user_id: ADA,
      heartbeat_ms: 30_000,
    },
  },
  { type: "subscribed", timestamp, channel_id, ref: "1", payload: { seq: 42, resync: false } },
  { type: "unsubscribed", timestamp, channel_id, payload: {} },
  { type: "pong", timestamp, ref: "3", payload: {} },
  { type: "typing", channel_id, timestamp, payload: { user_id: ADA, is_typing: true } },
  {
    type: "presence",
    timestamp,
    payload: {
      user_id: ADA,
      status: "online",
      status_text: null,
      status_emoji: null,
      status_expires_at: null,
      last_active_at: timestamp,
    },
  },
  {
    type: "read",
    channel_id,
    timestamp,
    payload: { last_read_seq: 42, unread_count: 0, mention_count: 0, version: 7 },
  },
  { type: "attachment", timestamp, payload: attachment },
  {
    type: "notification",
    channel_id,
    timestamp,
    payload: {
      notification: {
        id: "0190c4a0-6666-7000-8000-000000000001",
        kind: "channel",
        message_id: messageId,
        thread_id: null,
        user_id: ADA,
        preview: "Good morning @channel",
        created_at: timestamp,
      },
      silent: false,
    },
  },
  { type: "notification", timestamp, payload: { notification: null, unread_count: 0 } },
  { type: "reconnect", timestamp, payload: { after_ms: 1_500 } },
  {
    type: "error",
    timestamp,
    channel_id,
    ref: "1",
    payload: { code: "not_found", message: "There is no such channel" },
  },
];
