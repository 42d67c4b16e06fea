import t from "tap";
import { WebSocket } from "ws";
import { startWorld } from "./support/world.ts";

const DRAINING = { DRAIN_SECONDS: "2" };

t.test("from the beginning of a stop, every answer closes its connection", async (t) => {
  const world = await startWorld(t, { environment: DRAINING });
  const [api] = world.apis;
  const answered = async () => (await fetch(`${api?.url}/healthz`)).headers.get("connection");
  t.equal(await answered(), "keep-alive");
  const stopping = api?.stop();
  t.equal(await answered(), "close");
  await stopping;
});

t.test(
  "a gateway that drains sends on who has another way, and takes everybody else",
  async (t) => {
    const world = await startWorld(t, { gateways: 1, environment: DRAINING });
    const [gateway] = world.gateways;
    const user = world.user();
    const handshake = async (headers: Record<string, string>) => {
      const url = `${gateway?.url.replace(/^http/, "ws")}/ws`;
      const socket = new WebSocket(url, ["bearer", user.token], { headers });
      t.teardown(() => socket.terminate());
      return new Promise<number | undefined>((resolve) => {
        socket.once("open", () => resolve(101));
        socket.once("unexpected-response", (_request, response) => resolve(response.statusCode));
        socket.on("error", () => undefined);
      });
    };
    t.equal(await handshake({ "x-retry-on": "503" }), 101);
    const stopping = gateway?.stop();
    t.equal(await handshake({ "x-retry-on": "503" }), 503);
    t.equal(await handshake({}), 101);
    await stopping;
  },
);
