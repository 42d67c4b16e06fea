import { PLACEHOLDER } from "./driver/template.ts";

const SHORT_FRAME_BYTES = 215;
const FILLER = "What everybody should know by now is that nothing here is of any importance. ";

/** The JSON of a room's frame, the same for every contender. */
export function frameOf(kind: "short" | "message", channelId: string, userId: string): object {
  return kind === "short" ? shortFrame(channelId) : messageFrame(channelId, userId);
}

function envelope(channelId: string, payload: object): object {
  return {
    type: "message",
    channel_id: channelId,
    seq: Number(PLACEHOLDER.seq),
    timestamp: PLACEHOLDER.time,
    payload,
  };
}

function shortFrame(channelId: string): object {
  const ofLength = (bytes: number) =>
    envelope(channelId, { content: `${PLACEHOLDER.sentAt} ${FILLER.repeat(4).slice(0, bytes)}` });
  const bare = JSON.stringify(ofLength(0)).length;
  return ofLength(SHORT_FRAME_BYTES - bare);
}

/** As the service makes it of a short post. */
function messageFrame(channelId: string, userId: string): object {
  return envelope(channelId, {
    id: "01900000-0000-7000-8000-000000000000",
    channel_id: channelId,
    seq: Number(PLACEHOLDER.seq),
    user_id: userId,
    thread_id: null,
    content: `${PLACEHOLDER.sentAt} ${FILLER}`,
    client_id: "01900000-0000-7000-8000-000000000001",
    mentions: { user_ids: [], channel: false, here: false },
    attachments: [],
    reactions: [],
    reply_count: 0,
    last_reply_at: null,
    reply_user_ids: [],
    pinned_at: null,
    pinned_by: null,
    edited_at: null,
    deleted_at: null,
    created_at: PLACEHOLDER.time,
  });
}
