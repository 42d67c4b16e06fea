import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { apiApp } from "@chat/api";
import { limits } from "@chat/contract";
import { gatewayApp } from "@chat/gateway";
import t from "tap";
import { WebSocket } from "ws";
import { createTestEnvironment } from "./support/environment.ts";
import { startTestProcess } from "./support/platform.ts";
import type { RecordingSocket } from "./support/socket.ts";
import { signToken } from "./support/tokens.ts";
import { startWorld } from "./support/world.ts";

const open = async (t: { teardown: (run: () => void) => void }, url: string): Promise<Socket> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  await once(socket, "connect");
  return socket;
};

for (const [name, app] of [
  ["API", apiApp],
  ["gateway", gatewayApp],
] as const) {
  t.test(`a connection to the ${name} that does not finish its headers is ended`, async (t) => {
    const serverLimits = { ...limits.SERVER_LIMITS, headersTimeoutMs: 500, timeoutCheckMs: 100 };
    const environment = await createTestEnvironment(t);
    const { url } = await startTestProcess(t, [app], environment, serverLimits);
    const silent = await open(t, url);
    const started = await open(t, url);
    started.write("GET /healthz HTTP/1.1\r\nhost: x\r\n");
    const again = await open(t, url);
    again.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(again, "data");
    again.write("GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n");
    const answered = text(again);
    // Each header comes in time, but never the last of them.
    const drip = setInterval(() => started.write("x-more: x\r\n"), 50);
    t.teardown(() => clearInterval(drip));
    started.on("error", () => undefined);
    t.match(await text(silent), /^(HTTP\/1.1 408 |$)/);
    await once(started.resume(), "close");
    t.match(await answered, /408 /);
  });
}

t.test("beyond its bound a process takes no further connection", async (t) => {
  const environment = await createTestEnvironment(t, { CHAT_CONNECTIONS_MAX: "2" });
  const { url } = await startTestProcess(t, [apiApp], environment);
  const [first] = [await open(t, url), await open(t, url)];
  const third = await open(t, url);
  third.on("error", () => undefined);
  await once(third.resume(), "close");
  first?.write("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  t.match(await text(first ?? third), /^HTTP\/1.1 200 /, "those before it go on");
});

t.test("one user opens so many sockets, and no more", async (t) => {
  const world = await startWorld(t, { gateways: 1, environment: { RATE_LIMIT: "on" } });
  const ada = world.user();
  const sockets: RecordingSocket[] = [];
  for (let opened = 0; opened < limits.SOCKETS_PER_USER_MAX; opened += 1) {
    sockets.push(await ada.socket(t));
  }
  const url = `${world.gateways[0]?.url.replace(/^http/, "ws")}/ws`;
  const refused = new WebSocket(url, ["bearer", ada.token]);
  const [error] = await once(refused, "error");
  t.match(error.message, "429");
  await world.user().socket(t);
  sockets[0]?.close();
  await sockets[0]?.closed;
  const other = new WebSocket(url, ["bearer", signToken({ sub: ada.id, org_id: world.orgId })]);
  t.teardown(() => other.terminate());
  await once(other, "open");
});
