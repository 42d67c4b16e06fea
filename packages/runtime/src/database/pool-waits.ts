import type pg from "pg";

interface WaitListener {
  onWaited(ms: number): void;
  /** Also where it took too long. */
  onRefused(): void;
}

type Connected = Parameters<pg.Pool["connect"]>[0];

/**
 * Tells how long callers wait who find no connection idle: for one that is
 * made, or given back. The pool itself says nothing of that; whoever finds one
 * idle pays nothing for it.
 */
export function watchWaits(pool: pg.Pool, listener: WaitListener): void {
  const connect = pool.connect.bind(pool) as (
    connected?: Connected,
  ) => Promise<pg.PoolClient> | undefined;
  const watched = (connected?: Connected): Promise<pg.PoolClient> | undefined => {
    if (pool.idleCount > pool.waitingCount) {
      return connect(connected);
    }
    const since = performance.now();
    const end = (error: unknown) => {
      if (error) {
        listener.onRefused();
      } else {
        listener.onWaited(performance.now() - since);
      }
    };
    if (connected) {
      return connect((error, client, release) => {
        end(error);
        connected(error, client, release);
      });
    }
    const connecting = connect();
    connecting?.then(() => end(undefined), end);
    return connecting;
  };
  pool.connect = watched as pg.Pool["connect"];
}
