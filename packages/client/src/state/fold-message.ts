import type { Attachment, DurableEvent, Message, ThreadRoot } from "@chat/contract";

/** What deleting leaves of the root of a thread with replies. */
const TOMBSTONE = {
  content: "",
  mentions: { user_ids: [], channel: false, here: false },
  reactions: [],
  attachments: [],
  pinned_at: null,
  pinned_by: null,
};

/** A message after an event of its channel; undefined: it is gone. The same object if nothing changed. */
export function foldMessage(message: Message, event: DurableEvent): Message | undefined {
  switch (event.type) {
    case "message":
      return foldRoot(message, event.payload.root);
    case "message_update":
      return event.payload.id === message.id ? present(event.payload) : message;
    case "message_delete": {
      if (event.payload.id !== message.id) {
        return foldRoot(message, event.payload.root);
      }
      const { deleted_at } = event.payload;
      return message.reply_count > 0 ? { ...message, ...TOMBSTONE, deleted_at } : undefined;
    }
    case "reaction": {
      const { message_id, reactions } = event.payload;
      return message_id === message.id ? { ...message, reactions } : message;
    }
    case "pin": {
      const { message_id, ...pin } = event.payload;
      return message_id === message.id ? { ...message, ...pin } : message;
    }
    case "attachment":
      return foldAttachment(message, event.payload);
    default:
      return message;
  }
}

function foldAttachment(message: Message, attachment: Attachment): Message {
  return message.attachments.some(({ id }) => id === attachment.id)
    ? {
        ...message,
        attachments: message.attachments.map((one) =>
          one.id === attachment.id ? attachment : one,
        ),
      }
    : message;
}

/** The message that a `message` event brings. */
export function postedMessage(event: Extract<DurableEvent, { type: "message" }>): Message {
  const { root: _root, ...message } = event.payload;
  return present(message);
}

/**
 * A replayed message that was deleted since comes without its content and as
 * deleted already; until its `message_delete` it counts as there.
 */
function present(message: Message): Message {
  return message.deleted_at === null ? message : { ...message, deleted_at: null };
}

/** A tombstone goes with its last reply. */
function foldRoot(message: Message, root: ThreadRoot | undefined): Message | undefined {
  if (root?.id !== message.id) {
    return message;
  }
  return message.deleted_at !== null && root.reply_count === 0
    ? undefined
    : { ...message, ...root };
}
