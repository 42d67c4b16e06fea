import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "@chat/contract";
import { signToken } from "../../support/tokens.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { History } from "../history.ts";
import type { Random } from "../random.ts";
import { type Call, createCaller } from "./caller.ts";
import { createDevice, type Device } from "./device.ts";
import type { Scene } from "./scene.ts";

export const LIST_LIMIT = 200;

/** A user with their devices, who does one thing after the other. */
export interface Actor {
  readonly userId: string;
  readonly call: Call;
  readonly devices: readonly Device[];
  readonly random: Random;
  readonly scene: Scene;
  /** Fetches the newest messages, and notes them as what the device has. */
  fetchList(device: Device, channelId: string): Promise<number | undefined>;
}

export type Step = (actor: Actor) => Promise<unknown> | unknown;

/** Does one step after the other, each drawn anew, until the signal comes. */
export async function walk(
  actor: Actor,
  steps: readonly { readonly weight: number; readonly value: Step }[],
  pauseMsMax: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await actor.random.weighted(steps)(actor);
    await sleep(actor.random.integer(0, pauseMsMax));
  }
}

export function createActor(
  cluster: Pick<Cluster, "apis" | "gateways">,
  history: History,
  scene: Scene,
  orgId: string,
  deviceCount: number,
  random: Random,
): Actor {
  const userId = random.uuid();
  const token = signToken({ sub: userId, org_id: orgId });
  const call = createCaller(history, cluster.apis, { id: userId, token }, random.fork());
  const devices = Array.from({ length: deviceCount }, (_, index) =>
    createDevice({
      id: `${userId}/${index}`,
      userId,
      token,
      gateways: cluster.gateways,
      history,
      random: random.fork(),
    }),
  );
  return {
    userId,
    call,
    devices,
    random,
    scene,
    async fetchList(device, channelId) {
      const { status, body } = await call({
        operation: "listMessages",
        method: "GET",
        path: `/channels/${channelId}/messages?limit=${LIST_LIMIT}`,
        channelId,
      });
      if (status !== 200) {
        return undefined;
      }
      history.lists.push({
        deviceId: device.id,
        channelId,
        items: body.items as Message[],
        asOfSeq: body.as_of_seq,
        isWhole: body.next_cursor === null,
        isFinal: false,
      });
      return body.as_of_seq as number;
    },
  };
}
