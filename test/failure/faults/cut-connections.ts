import type { TcpProxy } from "../../support/tcp-proxy.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { DeliveryBound } from "../history.ts";
import { type Fault, type Injection, SOCKETS_BOUND, STORE_BOUND } from "./fault.ts";

/** Every connection through the proxies breaks, and each new one at once, until it is healed. */
function cut(
  name: string,
  takes: Injection["takes"],
  bound: DeliveryBound,
  proxiesOf: (cluster: Cluster) => readonly TcpProxy[],
): Fault {
  return {
    name,
    strikes: takes === "clients" ? "process" : "store",
    draw: (cluster, random) => ({
      detail: "those through the proxy",
      takes,
      bound,
      holdMs: random.integer(100, 5_000),
      inject: () => {
        for (const proxy of proxiesOf(cluster)) {
          proxy.sever();
        }
      },
      heal: () => {
        for (const proxy of proxiesOf(cluster)) {
          proxy.restore();
        }
      },
    }),
  };
}

export const cutRedis = cut("cut connections to Redis", "redis", STORE_BOUND, ({ proxies }) => [
  proxies.redis,
]);
export const cutPostgres = cut(
  "cut connections to Postgres",
  "postgres",
  STORE_BOUND,
  ({ proxies }) => [proxies.postgres],
);
export const cutClients = cut(
  "cut connections of clients",
  "clients",
  SOCKETS_BOUND,
  ({ proxies }) => proxies.clients,
);
