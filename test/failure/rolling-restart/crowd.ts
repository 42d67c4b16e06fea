import { signToken } from "../../support/tokens.ts";
import type { Random } from "../random.ts";
import { type LightClient, startLightClient } from "./light-client.ts";
import type { Tally } from "./tally.ts";

/** So many handshakes at a time. */
const WAVE = 50;
const CHANNELS_EACH = 2;

export interface Crowd {
  readonly clients: readonly {
    readonly client: LightClient;
    readonly channelIds: readonly string[];
  }[];
  close(): void;
}

/** Clients that follow two channels each. */
export async function gatherCrowd(
  size: number,
  orgId: string,
  channelIds: readonly string[],
  gateway: () => string,
  tally: Tally,
  random: Random,
  onConnected: (count: number) => void,
): Promise<Crowd> {
  const clients: { client: LightClient; channelIds: readonly string[] }[] = [];
  while (clients.length < size) {
    const wave = Array.from({ length: Math.min(WAVE, size - clients.length) }, async (_, index) => {
      const first = (clients.length + index) % channelIds.length;
      const own = Array.from(
        { length: CHANNELS_EACH },
        (_, step) => channelIds[(first + step) % channelIds.length] ?? "",
      );
      const token = signToken({ sub: random.uuid(), org_id: orgId });
      const client = await startLightClient({ token, channelIds: own, gateway, tally });
      return { client, channelIds: own };
    });
    clients.push(...(await Promise.all(wave)));
    onConnected(clients.length);
  }
  return {
    clients,
    close() {
      for (const { client } of clients) {
        client.close();
      }
    },
  };
}
