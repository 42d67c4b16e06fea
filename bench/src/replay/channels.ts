import { randomUUID } from "node:crypto";
import { ChatProblem } from "@chat/client";
import { type Channel, limits } from "@chat/contract";
import { channelName } from "./ids.ts";
import type { Person } from "./people.ts";
import { ReplayError } from "./replay-error.ts";

export interface Channels {
  /**
   * The channel of a name in the input, made if there is none, followed by the
   * listeners, with this person in it.
   *
   * @returns its id
   * @throws {ReplayError} if that cannot be done
   */
  enter(name: string, person: Person): Promise<string>;
}

/** @param follow called once for each channel, before anything is posted in it */
export function createChannels(follow: (channel: Channel) => Promise<void>): Channels {
  const channels = new Map<string, Promise<string>>();
  const members = new Map<string, Promise<unknown>>();

  async function open(name: string, person: Person): Promise<string> {
    const channel = (await create(name, person)) ?? (await find(name, person));
    await follow(channel);
    return channel.id;
  }

  return {
    async enter(source, person) {
      const name = channelName(source);
      try {
        const channelId = await once(channels, name, () => open(name, person));
        await once(members, `${channelId} ${person.id}`, () =>
          person.client.joinChannel({ channelId }, { idempotencyKey: randomUUID() }),
        );
        return channelId;
      } catch (cause) {
        const reason = (cause as Error).message;
        throw new ReplayError(`channel ${name} cannot be entered: ${reason}`, { cause });
      }
    },
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

async function create(name: string, { client }: Person): Promise<Channel | undefined> {
  try {
    return await client.createChannel({ name }, { idempotencyKey: randomUUID() });
  } catch (error) {
    if (error instanceof ChatProblem && error.code === "name_taken") {
      return undefined;
    }
    throw error;
  }
}

async function find(name: string, { client }: Person): Promise<Channel> {
  let cursor: string | null = null;
  do {
    const page = { q: name, limit: limits.LIST_LIMIT_MAX };
    const { items, next_cursor } = await client.listChannels(
      cursor === null ? page : { ...page, cursor },
    );
    const found = items.find((channel) => channel.name === name);
    if (found !== undefined) {
      return found;
    }
    cursor = next_cursor;
  } while (cursor !== null);
  throw new ReplayError("the name is taken by a channel that is not visible; choose another --org");
}
