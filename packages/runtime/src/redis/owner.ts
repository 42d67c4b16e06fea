import type { RedisAddress, RedisConfig, RedisServers } from "../config/redis.ts";
import { openRawConnection, type RawConnection } from "./raw-connection.ts";

/** From the node asked first to the owner is one; more come where slots are just moving. */
const REDIRECTIONS_MAX = 3;

type Open = (address: RedisAddress) => Promise<RawConnection>;

/**
 * Opens connections to the server that takes writes to a key, whichever that is
 * at the time: of a cluster the master of its slot, with sentinels the master. A
 * connection stays with its server. When another has taken over, the old one
 * ends it, or refuses the key, and the next one opened leads there.
 *
 * @param connectMs of each server that has to be asked
 * @param silenceMs as for a raw connection
 */
export function createOwnerOpener(
  config: RedisConfig,
  key: string,
  connectMs: number,
  silenceMs: number,
): () => Promise<RawConnection> {
  const { servers } = config;
  const open: Open = (address) =>
    openRawConnection({ ...config, ...address }, connectMs, silenceMs);
  switch (servers.kind) {
    case "single":
      return () => open(servers.address);
    case "cluster":
      return openerInCluster(open, servers.nodes, key);
    case "sentinel":
      return openerBySentinels(open, servers, (address) =>
        openRawConnection(
          { ...config, ...address, password: servers.password },
          connectMs,
          silenceMs,
        ),
      );
  }
}

/** Asks the last owner first, then the nodes in turn, so that a dead one costs one try. */
function openerInCluster(open: Open, nodes: readonly RedisAddress[], key: string) {
  const next = inTurn(nodes);
  let owner: RedisAddress | undefined;
  return async () => {
    let address = owner ?? next();
    owner = undefined;
    for (let tries = 0; tries <= REDIRECTIONS_MAX; tries += 1) {
      const connection = await open(address);
      const moved = await closingOnFailure(connection, () => findMoved(connection, key));
      if (!moved) {
        owner = address;
        return connection;
      }
      connection.close();
      // Without a host it is another port of the node that was asked.
      address = { host: moved.host || address.host, port: moved.port };
    }
    throw new Error(`no node of the cluster answers for ${key}`);
  };
}

/** Where the node says that the key is; undefined: here. */
async function findMoved(
  connection: RawConnection,
  key: string,
): Promise<RedisAddress | undefined> {
  try {
    await connection.call("EXISTS", key);
    return undefined;
  } catch (error) {
    const moved = error instanceof Error && /^MOVED \d+ (.*):(\d+)$/.exec(error.message);
    if (!moved) {
      throw error;
    }
    return { host: moved[1] ?? "", port: Number(moved[2]) };
  }
}

function openerBySentinels(
  open: Open,
  { sentinels, name }: Extract<RedisServers, { kind: "sentinel" }>,
  openSentinel: Open,
) {
  const next = inTurn(sentinels);
  return async () => {
    const sentinel = await openSentinel(next());
    const reply = await sentinel
      .call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name)
      .finally(() => sentinel.close());
    if (!Array.isArray(reply)) {
      throw new Error(`the sentinel knows no master ${name}`);
    }
    const [host, port] = reply.map(String);
    const connection = await open({ host: host ?? "", port: Number(port) });
    // A sentinel may have been away itself, and name who was master before.
    const role = await closingOnFailure(connection, () => connection.call("ROLE"));
    if (!Array.isArray(role) || String(role[0]) !== "master") {
      connection.close();
      throw new Error(`the master ${name} is none any more`);
    }
    return connection;
  };
}

async function closingOnFailure<T>(connection: RawConnection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    connection.close();
    throw error;
  }
}

function inTurn<T>(items: readonly T[]): () => T {
  let turn = 0;
  return () => {
    const item = items[turn % items.length];
    turn += 1;
    if (item === undefined) {
      throw new Error("there is nobody to ask");
    }
    return item;
  };
}
