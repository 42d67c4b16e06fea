import type { Message } from "@chat/contract";
import type { History, LoggedChannel, RequestHistory } from "../history.ts";
import type { Violation } from "./violation.ts";

const SERVER_ERROR = 500;

/**
 * A request that is repeated with the same `client_id` makes one message,
 * whatever died on the way; every request is answered in the end, and never by
 * a failure of the service that it cannot explain.
 */
export function checkOnce({ requests, channels }: History): Violation[] {
  const made = madeBy(channels);
  const doubled = [...made]
    .filter(([, ids]) => ids.length > 1)
    .map(([key, ids]) => `channel, author and client_id ${key} made ${ids.length} messages`);
  const answered = requests.flatMap((request) => checkAnswer(request, made));
  return [...doubled, ...answered].map((detail) => ({ promise: "once", detail }));
}

type Made = ReadonlyMap<string, readonly string[]>;

/** By channel, author and `client_id`: the ids of the messages. */
function madeBy(channels: readonly LoggedChannel[]): Made {
  const made = new Map<string, string[]>();
  for (const { id: channelId, messages } of channels) {
    for (const { id, userId, clientId } of messages) {
      const key = `${channelId} ${userId} ${clientId}`;
      made.set(key, [...(made.get(key) ?? []), id]);
    }
  }
  return made;
}

function checkAnswer(
  { operation, userId, channelId, clientId, answer }: RequestHistory,
  made: Made,
): string[] {
  if (answer === undefined) {
    return [`${operation} of ${userId} was never answered`];
  }
  if (answer.status >= SERVER_ERROR) {
    return [`${operation} of ${userId} was answered ${answer.status}`];
  }
  if (clientId === undefined || (answer.status !== 201 && answer.status !== 200)) {
    return [];
  }
  const { id } = answer.body as Message;
  const [known] = made.get(`${channelId} ${userId} ${clientId}`) ?? [];
  return known === id
    ? []
    : [`${operation} with client_id ${clientId} was answered with ${id}, and made ${known}`];
}
