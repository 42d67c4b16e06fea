import { ChatNetworkError, ChatProblem } from "@chat/client";
import type { Message } from "@chat/contract";
import type { Channels } from "./channels.ts";
import type { StableIds } from "./ids.ts";
import type { Ledger } from "./ledger.ts";
import type { Person } from "./people.ts";
import type { SourceMessage } from "./source.ts";
import type { Tally } from "./tally.ts";

export interface PosterOptions {
  readonly ids: StableIds;
  readonly personOf: (name: string) => Person;
  readonly channels: Channels;
  readonly ledger: Ledger;
  readonly tally: Tally;
}

/**
 * Posts one message as its author: the first of a thread in the channel, the
 * others as replies to it. It rejects only where the run cannot go on: a
 * message that was not posted is counted.
 */
export type Post = (message: ThreadedMessage) => Promise<void>;

/** A message whose place in a thread is known by its key. */
export interface ThreadedMessage extends SourceMessage {
  readonly threadKey: string | undefined;
}

export function createPoster(options: PosterOptions): Post {
  const { ids, personOf, channels, ledger, tally } = options;
  /** Root of each thread; null if it could not be posted. */
  const roots = new Map<string, string | null>();

  return async (message) => {
    const { threadKey } = message;
    const root = threadKey === undefined ? undefined : roots.get(threadKey);
    if (root === null) {
      tally.failed(message.line, "the root of its thread was not posted");
      return;
    }
    const person = personOf(message.user);
    const channelId = await channels.enter(message.channel, person);
    const posted = await post(message, person, channelId, root);
    if (threadKey !== undefined && root === undefined) {
      roots.set(threadKey, posted?.id ?? null);
    }
  };

  async function post(
    { id, content, line }: SourceMessage,
    { client }: Person,
    channelId: string,
    root: string | undefined,
  ): Promise<Message | undefined> {
    const client_id = ids.clientId(id);
    ledger.posting(client_id);
    try {
      const message =
        root === undefined
          ? await client.postMessage({ channelId, content, client_id })
          : await client.postReply({ messageId: root, content, client_id });
      tally.posted(ledger.acknowledge(client_id, message));
      return message;
    } catch (error) {
      if (error instanceof ChatProblem || error instanceof ChatNetworkError) {
        tally.failed(line, describe(error));
        return undefined;
      }
      throw error;
    }
  }
}

function describe(error: ChatProblem | ChatNetworkError): string {
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.message})` : error.message;
}
