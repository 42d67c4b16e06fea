import type { BodyOf, NotificationPreferences, operations } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { invalid } from "../errors.ts";
import { toWords } from "./notification-words.ts";
import { findPreferences, updatePreferences } from "./preferences.repository.ts";

/** What the service adds: undefined, where it sends no push. */
export interface PushSetup {
  readonly publicKey: string;
  /** Whether endpoints may be http, and at addresses that are not public. */
  readonly allowsPrivateEndpoints: boolean;
}

const UNTOUCHED = { keywords: [], push: true, mail: true };

/** The caller's own. */
export async function getNotificationPreferences(
  ctx: Context,
  actor: Actor,
  push: PushSetup | undefined,
): Promise<NotificationPreferences> {
  const row = (await findPreferences(ctx.db, actor)) ?? UNTOUCHED;
  return { ...row, keywords: [...row.keywords], push_public_key: push?.publicKey ?? null };
}

/** Changes the caller's own; what is absent stays. Keywords that are the same to a reader count once. */
export async function updateNotificationPreferences(
  ctx: Context,
  actor: Actor,
  input: BodyOf<typeof operations.updateNotificationPreferences>,
  push: PushSetup | undefined,
): Promise<NotificationPreferences> {
  const row = await updatePreferences(ctx.db, actor, {
    keywords: input.keywords ? readKeywords(input.keywords) : null,
    push: input.push ?? null,
    mail: input.mail ?? null,
  });
  return { ...row, keywords: [...row.keywords], push_public_key: push?.publicKey ?? null };
}

function readKeywords(texts: readonly string[]): { text: string; words: string }[] {
  const byWords = new Map<string, string>();
  for (const [index, text] of texts.entries()) {
    const words = toWords(text);
    if (words === "") {
      throw invalid(`body.keywords.${index}`, "must have a word in it");
    }
    byWords.set(words, byWords.get(words) ?? text.trim());
  }
  return [...byWords].map(([words, text]) => ({ words, text }));
}

/** Mails nothing to somebody any more, who asked so by the link of a mail. */
export async function unsubscribeFromMail(
  ctx: Context,
  user: Pick<Actor, "orgId" | "userId">,
): Promise<void> {
  await updatePreferences(ctx.db, user, { keywords: null, push: null, mail: false });
}
