import { cutClients, cutPostgres, cutRedis } from "./cut-connections.ts";
import type { Fault } from "./fault.ts";
import { flushRedis } from "./flush-redis.ts";
import { freezeProcess } from "./freeze-process.ts";
import { freezeRedis } from "./freeze-redis.ts";
import { killProcess } from "./kill-process.ts";
import { crashPostgres, restartPostgres } from "./restart-postgres.ts";
import { restartProcess } from "./restart-process.ts";
import { killRedis, loseRedis } from "./stop-redis.ts";

/** What can be chosen by `--faults`; processes come up more often, since there are more of them. */
export const ALL_FAULTS: Readonly<Record<string, { fault: Fault; times: number }>> = {
  "kill-process": { fault: killProcess, times: 3 },
  "freeze-process": { fault: freezeProcess, times: 2 },
  "restart-process": { fault: restartProcess, times: 2 },
  "kill-redis": { fault: killRedis, times: 1 },
  "lose-redis": { fault: loseRedis, times: 1 },
  "flush-redis": { fault: flushRedis, times: 1 },
  "freeze-redis": { fault: freezeRedis, times: 1 },
  "cut-redis": { fault: cutRedis, times: 1 },
  "cut-postgres": { fault: cutPostgres, times: 1 },
  "cut-clients": { fault: cutClients, times: 1 },
  "restart-postgres": { fault: restartPostgres, times: 1 },
  "crash-postgres": { fault: crashPostgres, times: 1 },
};
