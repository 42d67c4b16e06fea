import { type ChatClient, type ChatSocket, connectSocket, createClient } from "@chat/client";
import { startTcpProxy } from "./tcp-proxy.ts";
import type { Teardown } from "./teardown.ts";
import type { World, WorldUser } from "./world.ts";

/** The SDK as a user of the world would use it. */
export interface Sdk {
  readonly chat: ChatClient;
  readonly socket: ChatSocket;
  /** Cuts its connections; it comes back by itself. */
  cut(): void;
  /** Cuts it off until `restore`. */
  sever(): void;
  restore(): void;
}

/** Connects the SDK's socket to a gateway of the world, and waits for it to be open. */
export async function connectSdk(t: Teardown, world: World, user: WorldUser): Promise<Sdk> {
  const baseUrl = world.apis[0]?.url ?? "";
  const gateway = new URL(world.gateways[0]?.url ?? "");
  const proxy = await startTcpProxy(t, { host: gateway.hostname, port: Number(gateway.port) });
  const socket = connectSocket({
    url: `ws://127.0.0.1:${proxy.port}/ws`,
    baseUrl,
    token: user.token,
  });
  t.teardown(() => socket.close());
  await new Promise<void>((resolve) => {
    socket.on("open", () => resolve());
  });
  return {
    chat: createClient({ baseUrl, token: user.token }),
    socket,
    sever: proxy.sever,
    restore: proxy.restore,
    cut() {
      proxy.sever();
      proxy.restore();
    },
  };
}
