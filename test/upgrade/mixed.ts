import { randomUUID } from "node:crypto";
import { type AppProcess, startAppProcess } from "../support/process.ts";
import { type Rest, restDirectly } from "../support/rest.ts";
import { openSocket, type RecordingSocket } from "../support/socket.ts";
import type { Teardown } from "../support/teardown.ts";
import { signToken } from "../support/tokens.ts";
import { until } from "../support/until.ts";
import type { Previous } from "./previous.ts";

const ANSWER_MS = 30_000;
/** Where no Redis listens. */
const NOWHERE = "127.0.0.1:1";

export const VERSIONS = ["previous", "current"] as const;
export type Version = (typeof VERSIONS)[number];
type AppName = "api" | "gateway" | "worker";

/** Processes of both versions on the same stores. */
export interface Mixed {
  start(version: Version, app: AppName): Promise<AppProcess>;
  /** One that cannot append to the streams: what it posts waits in the outbox. */
  startCutOffApi(version: Version): Promise<AppProcess>;
  callAs(user: MixedUser, api: AppProcess): Rest;
  follow(user: MixedUser, gateway: AppProcess, channelId: string): Promise<RecordingSocket>;
}

export interface MixedUser {
  readonly id: string;
  readonly token: string;
}

export function createUser(orgId: string): MixedUser {
  const id = randomUUID();
  return { id, token: signToken({ sub: id, org_id: orgId }) };
}

export function createMixed(
  t: Teardown,
  previous: Previous,
  given: Readonly<Record<string, string>>,
): Mixed {
  const environment = { ...given, ATTACHMENT_SCAN: "off" };
  const start = (version: Version, app: AppName, env: Readonly<Record<string, string>>) =>
    version === "current" ? startAppProcess(t, app, env) : previous.start(t, app, env);
  return {
    start: (version, app) => start(version, app, environment),
    startCutOffApi: (version) => start(version, "api", { ...environment, REDIS_ADDR: NOWHERE }),
    callAs: ({ token }, { url }) => restDirectly(url, token, ANSWER_MS),
    async follow({ token }, { url }, channelId) {
      const socket = await openSocket(t, url, token);
      await socket.follow(channelId);
      return socket;
    },
  };
}

/** Waits for `last`, and answers whether there was each number once, in order, from the first seen on. */
export async function isGapless(
  socket: RecordingSocket,
  channelId: string,
  last: number,
): Promise<boolean> {
  await until(async () => socket.seqs(channelId).includes(last));
  const seqs = socket.seqs(channelId);
  return seqs.every((seq, index) => seq === (seqs[0] ?? 0) + index) && seqs.at(-1) === last;
}
