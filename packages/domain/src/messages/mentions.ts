import { limits } from "@chat/contract";

const USER_MENTION = /<@([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})>/gi;

export interface WrittenMentions {
  /** Lower-case, each once, in the order of writing; who may not read is left out when posting. */
  readonly userIds: readonly string[];
  readonly channel: boolean;
  readonly here: boolean;
}

/** What the Markdown source mentions: `<@user id>`, `<!channel>`, `<!here>`. */
export function findMentions(content: string): WrittenMentions {
  if (!content.includes("<")) {
    return { userIds: [], channel: false, here: false };
  }
  const ids = new Set<string>();
  for (const [, id = ""] of content.matchAll(USER_MENTION)) {
    if (ids.size === limits.MESSAGE_MENTIONED_USERS_MAX) {
      break;
    }
    ids.add(id.toLowerCase());
  }
  return {
    userIds: [...ids],
    channel: content.includes("<!channel>"),
    here: content.includes("<!here>"),
  };
}
