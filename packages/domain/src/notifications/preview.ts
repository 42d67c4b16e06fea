import { limits } from "@chat/contract";

const USER_MENTION = /<@([0-9a-fA-F-]{36})>/g;
const GROUP_MENTION = /<!(channel|here)>/g;
/** White space, and signs that are none. */
const BLANK = /[\s\p{Cc}]+/gu;

/**
 * The beginning of a message in one line, mentions with names instead of ids.
 *
 * @param names by user id; who is not among them stays nameless
 */
export function toPreview(content: string, names: ReadonlyMap<string, string>): string {
  const line = inOneLine(
    content
      .replaceAll(USER_MENTION, (_, id: string) => `@${names.get(id.toLowerCase()) ?? "…"}`)
      .replaceAll(GROUP_MENTION, "@$1"),
  );
  const characters = Array.from(line);
  return characters.length > limits.NOTIFICATION_PREVIEW_LENGTH_MAX
    ? `${characters.slice(0, limits.NOTIFICATION_PREVIEW_LENGTH_MAX).join("")}…`
    : line;
}

/** What somebody wrote, a name of a token too, makes no lines that the service seems to say. */
export function inOneLine(text: string): string {
  return text.replaceAll(BLANK, " ").trim();
}
