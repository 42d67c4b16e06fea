import type { Call } from "./call.ts";

type Input = Readonly<Record<string, unknown>>;

const isEmpty = ({ content }: Input) => content === "";
const isOtherInNfc = ({ name }: Input) =>
  typeof name === "string" && name !== name.normalize("NFC");

const hasWord = (keyword: unknown) => typeof keyword === "string" && /[\p{L}\p{N}]/u.test(keyword);

/** What the schemas leave to the use-cases, which answer it with `invalid_request` too. */
const RULES: Readonly<Record<string, (body: Input, call: Call) => boolean>> = {
  createChannel: isOtherInNfc,
  updateChannel: isOtherInNfc,
  postMessage: isEmpty,
  postReply: isEmpty,
  editMessage: isEmpty,
  markChannelRead: ({ message_id: messageId, force }) => force === true && messageId === undefined,
  setStatus: ({ expires_at: expiresAt }) => typeof expiresAt === "string",
  createPushSubscription: () => true,
  updateNotificationPreferences: ({ keywords }) =>
    Array.isArray(keywords) && !keywords.every(hasWord),
  listMessages: (_, { query }) =>
    query.filter(([name]) => /^(cursor|before|after|around)$/.test(name)).length > 1,
  // A day that is none, and more words or names than a query may have.
  search: (_, { query }) =>
    query.some(([name, q]) => (name === "q" && /(before|after|on):/i.test(q)) || q.length > 60),
};

export function mayBeRefused(operationId: string, call: Call): boolean {
  return RULES[operationId]?.((call.body ?? {}) as Input, call) ?? false;
}
