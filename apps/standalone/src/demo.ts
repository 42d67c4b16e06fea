import { type ChatClient, createClient } from "@chat/client";
import { createSigner } from "fast-jwt";

const ORGANISATION = "0190aaaa-0000-7000-8000-000000000001";
const CHANNEL_NAME = "town-square";
const TOKEN_MS = 7 * 24 * 60 * 60 * 1_000;

/** The same ids at each start, so that the data of the last one is found again. */
const ADA = { sub: "0190aaaa-0000-7000-8000-00000000000a", name: "Ada", role: "admin" };
const GRACE = { sub: "0190aaaa-0000-7000-8000-00000000000b", name: "Grace", role: "member" };

export interface DemoTokens {
  readonly ada: string;
  readonly grace: string;
}

export interface TokenSettings {
  readonly jwtSecret: string | undefined;
  readonly jwtIssuer: string | undefined;
  readonly jwtAudience: string | undefined;
}

/** Tokens of two users of one organisation, good for a week. */
export function signDemoTokens(settings: TokenSettings): DemoTokens {
  const sign = createSigner({
    key: settings.jwtSecret ?? "",
    algorithm: "HS256",
    expiresIn: TOKEN_MS,
    ...(settings.jwtIssuer === undefined ? {} : { iss: settings.jwtIssuer }),
    ...(settings.jwtAudience === undefined ? {} : { aud: settings.jwtAudience }),
  });
  const tokenOf = (user: object) => sign({ ...user, org_id: ORGANISATION });
  return { ada: tokenOf(ADA), grace: tokenOf(GRACE) };
}

/**
 * A public channel that both are members of, through the service's own API:
 * made at the first start, found at the next ones.
 *
 * @returns its id
 */
export async function ensureDemoChannel(baseUrl: string, tokens: DemoTokens): Promise<string> {
  const ada = createClient({ baseUrl, token: tokens.ada });
  const grace = createClient({ baseUrl, token: tokens.grace });
  const channelId = (await findChannel(ada)) ?? (await createChannel(ada));
  await ada.joinChannel({ channelId });
  await grace.joinChannel({ channelId });
  return channelId;
}

async function createChannel(client: ChatClient): Promise<string> {
  const channel = await client.createChannel({ name: CHANNEL_NAME });
  return channel.id;
}

async function findChannel(client: ChatClient): Promise<string | undefined> {
  const { items } = await client.listChannels({ q: CHANNEL_NAME });
  return items.find(({ name }) => name === CHANNEL_NAME)?.id;
}
