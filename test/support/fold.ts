import type { Message, ServerFrame, ThreadRoot } from "@chat/contract";

/** What deleting leaves of the root of a thread with replies. */
const TOMBSTONE = {
  content: "",
  mentions: { user_ids: [], channel: false, here: false },
  reactions: [],
  attachments: [],
  pinned_at: null,
  pinned_by: null,
};

/**
 * A channel's history, newest first, as a client keeps it: a list that was
 * fetched, with the durable events after it folded in.
 */
export function foldMessages(
  items: readonly Message[],
  frames: readonly ServerFrame[],
): readonly Message[] {
  const state = new Map(items.map((item) => [item.id, item]));
  for (const frame of frames) {
    foldFrame(state, frame);
  }
  return [...state.values()].sort((a, b) => b.seq - a.seq);
}

type State = Map<string, Message>;

function foldFrame(state: State, frame: ServerFrame): void {
  switch (frame.type) {
    case "message": {
      const { root, ...message } = frame.payload;
      foldRoot(state, root);
      if (message.thread_id === null) {
        state.set(message.id, message);
      }
      return;
    }
    case "message_update":
      change(state, frame.payload.id, frame.payload);
      return;
    case "message_delete":
      foldRoot(state, frame.payload.root);
      foldDeletion(state, frame.payload);
      return;
    case "reaction":
      change(state, frame.payload.message_id, { reactions: frame.payload.reactions });
      return;
    case "pin": {
      const { message_id: id, ...pin } = frame.payload;
      change(state, id, pin);
      return;
    }
    default:
  }
}

function change(state: State, id: string, changed: Partial<Message>): void {
  const message = state.get(id);
  if (message) {
    state.set(id, { ...message, ...changed });
  }
}

/** A tombstone goes with its last reply. */
function foldRoot(state: State, root: ThreadRoot | undefined): void {
  if (!root) {
    return;
  }
  change(state, root.id, root);
  const message = state.get(root.id);
  if (message && message.deleted_at !== null && message.reply_count === 0) {
    state.delete(root.id);
  }
}

function foldDeletion(state: State, deleted: { id: string; deleted_at: string }): void {
  if ((state.get(deleted.id)?.reply_count ?? 0) > 0) {
    change(state, deleted.id, { ...TOMBSTONE, deleted_at: deleted.deleted_at });
  } else {
    state.delete(deleted.id);
  }
}
