import { startFloor } from "../fanout/floor-server.ts";
import { startGateway } from "../fanout/gateway-server.ts";
import type { Shape } from "../fanout/shapes.ts";
import { startSocketIo } from "../fanout/socket-io-server.ts";
import type { Bench } from "../run/bench.ts";
import { startStores } from "../run/stores.ts";
import { reportOf } from "./idle-report.ts";
import { type IdleResult, measureIdle } from "./measure-idle.ts";
import { openFilesMax } from "./open-files.ts";

const SOCKETS = 50_000;
const SUBSCRIPTIONS = 50;
const ROOMS = 5_000;
/** Of the seconds asked for: memory takes a few of them to come to rest. */
const SETTLE_MS_A_SECOND = 4_000;
/** Files that a server has open beside its sockets. */
const OTHER_FILES = 400;

/** Memory of sockets that only listen, in one process each; socket.io has two, as everywhere. */
export const idleBench: Bench = {
  name: "idle",
  description: "memory of idle sockets with 50 subscriptions each",
  async run({ options, stack, progress }) {
    const wanted = Math.round(SOCKETS * options.scale);
    const sockets = Math.min(wanted, (await openFilesMax()) - OTHER_FILES);
    const shape = idleShape(sockets, Math.max(SUBSCRIPTIONS, Math.round(ROOMS * options.scale)));
    progress.tell("starting the stores");
    const stores = await startStores(stack);
    const contenders = [
      { name: "floor", start: (own: AsyncDisposableStack) => startFloor(own, shape) },
      {
        name: "gateway",
        start: (own: AsyncDisposableStack) => startGateway(own, stores, shape, []),
      },
      {
        name: "socket.io",
        start: (own: AsyncDisposableStack) => startSocketIo(own, stores, shape),
      },
    ].filter(({ name }) => options.only.length === 0 || options.only.includes(name));
    progress.expect(contenders.length);
    const settleMs = options.seconds * SETTLE_MS_A_SECOND;
    const results: IdleResult[] = [];
    for (const { name, start } of contenders) {
      await using own = new AsyncDisposableStack();
      results.push(await measureIdle(own, name, await start(own), settleMs, progress));
      progress.step();
    }
    return reportOf(results, SUBSCRIPTIONS, wanted);
  },
};

/** Neighbours share rooms, and each room has as many sockets as every other. */
function idleShape(sockets: number, rooms: number): Shape {
  return {
    name: "idle",
    title: "idle",
    rooms,
    roomSize: (sockets * SUBSCRIPTIONS) / rooms,
    clients: Array.from({ length: sockets }, (_, socket) =>
      Array.from({ length: SUBSCRIPTIONS }, (_, index) => (socket + index * 97) % rooms),
    ),
    frame: "short",
  };
}
