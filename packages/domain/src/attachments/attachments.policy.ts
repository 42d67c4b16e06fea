import type { Actor } from "../actor.ts";
import type { ChannelAccess } from "../channels/channel-access.ts";
import { canRead } from "../channels/channels.policy.ts";
import type { Verdict } from "../errors.ts";

/** Who asks for a file, and what carries it. */
export interface AttachmentPlace {
  readonly isUploader: boolean;
  /** The channel of the message that carries it; null: it was not sent. */
  readonly sentTo: ChannelAccess | null;
  /** Whether that message or channel was deleted: its files are about to go. */
  readonly deleted: boolean;
}

/** Its uploader, and those who may read the message that carries it. */
export function canReadAttachment(actor: Actor, place: AttachmentPlace): Verdict {
  if (place.deleted) {
    return "not_found";
  }
  if (place.isUploader) {
    return "allowed";
  }
  return place.sentTo === null ? "not_found" : canRead(actor, place.sentTo);
}

/** Bytes only of what was found clean, or of what nobody scans. */
export function canServe(status: string): Verdict {
  switch (status) {
    case "clean":
    case "unscanned":
      return "allowed";
    case "pending":
      return "scan_pending";
    case "infected":
      return "infected";
    default:
      return "scan_failed";
  }
}
