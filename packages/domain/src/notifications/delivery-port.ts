/** What is sent of a notification, whatever the medium. */
export interface Letter {
  readonly orgId: string;
  readonly userId: string;
  /** The same at every try: whoever gets it twice can tell. */
  readonly notificationId: string;
  readonly kind: string;
  readonly channel: { readonly id: string; readonly type: string; readonly name: string | null };
  readonly messageId: string;
  readonly threadId: string | null;
  readonly author: { readonly id: string; readonly name: string };
  readonly preview: string;
  readonly createdAt: Date;
}

export interface PushTarget {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface MailTarget {
  readonly name: string;
  readonly address: string;
}

/**
 * `taken`: whoever is to pass it on has it. `later`: it may be taken at another
 * try. `refused`: it will not. `gone`: nor will anything else for this target.
 */
export type Handover = "taken" | "later" | "refused" | "gone";

/** The media that there are. They hand over once, and never throw for what the other side says. */
export interface Media {
  readonly push?: (target: PushTarget, letter: Letter) => Promise<Handover>;
  readonly mail?: (target: MailTarget, letter: Letter) => Promise<Handover>;
}
