import { randomUUID } from "node:crypto";
import { apiApp } from "@chat/api";
import type { Channel } from "@chat/contract";
import { gatewayApp } from "@chat/gateway";
import { workerApp } from "@chat/worker";
import pg from "pg";
import { createTestEnvironment } from "./environment.ts";
import { PLANTED_TEXT } from "./planted.ts";
import { startTestProcess, type TestProcess } from "./platform.ts";
import { type Rest, restAs } from "./rest.ts";
import { openSocket, type RecordingSocket } from "./socket.ts";
import type { Teardown } from "./teardown.ts";
import { signToken, type TestClaims } from "./tokens.ts";

export interface WorldSize {
  readonly apis?: number;
  readonly gateways?: number;
  readonly workers?: number;
  /** Where the apps find Postgres, when a proxy stands in between. */
  readonly postgresPort?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A whole service in the test's own process, on one database and one key prefix. */
export interface World {
  readonly orgId: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly apis: readonly TestProcess[];
  readonly gateways: readonly TestProcess[];
  /** Those that it began with. */
  readonly workers: readonly TestProcess[];
  /** A new user of the world's organisation. */
  user(claims?: TestClaims): WorldUser;
  /** Asks the database, past every proxy. */
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  /** Starts one more worker. */
  startWorker(): Promise<void>;
  /** A connection of one's own, for locks; the caller ends it. */
  connect(): Promise<pg.Client>;
}

export interface WorldUser {
  readonly id: string;
  readonly token: string;
  /** Calls the APIs in turn. */
  readonly rest: Rest;
  socket(t: Teardown, gateway?: number): Promise<RecordingSocket>;
}

/** Of workers that are not told where there is a clamd. */
const WITHOUT_SCAN = { ATTACHMENT_SCAN: "off" };

export async function startWorld(t: Teardown, size: WorldSize = {}): Promise<World> {
  const environment = await createTestEnvironment(t, size.environment);
  const databaseUrl = environment["DATABASE_URL"] ?? "";
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  // Dropping the database reaches connections that are just being closed.
  pool.on("error", () => undefined);
  t.teardown(() => pool.end());

  const start = (count: number, app: typeof apiApp) =>
    Promise.all(
      Array.from({ length: count }, () =>
        startTestProcess(t, [app], seenByApps(environment, size)),
      ),
    );
  const apis = await start(size.apis ?? 1, apiApp);
  const gateways = await start(size.gateways ?? 0, gatewayApp);
  const startWorkers = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        startTestProcess(t, [workerApp], { ...WITHOUT_SCAN, ...seenByApps(environment, size) }),
      ),
    );
  const workers = await startWorkers(size.workers ?? 0);

  const orgId = randomUUID();
  return {
    orgId,
    environment,
    apis,
    gateways,
    workers,
    user: (claims) => createUser({ org_id: orgId, ...claims }, apis, gateways),
    query: async (text, values) => (await pool.query(text, values)).rows,
    async startWorker() {
      await startWorkers(1);
    },
    async connect() {
      const client = new pg.Client({ connectionString: databaseUrl });
      client.on("error", () => undefined);
      await client.connect();
      return client;
    },
  };
}

function seenByApps(environment: Record<string, string>, { postgresPort }: WorldSize) {
  if (postgresPort === undefined) {
    return environment;
  }
  const url = Object.assign(new URL(environment["DATABASE_URL"] ?? ""), {
    port: String(postgresPort),
  });
  return { ...environment, DATABASE_URL: url.href };
}

function createUser(
  claims: TestClaims,
  apis: readonly TestProcess[],
  gateways: readonly TestProcess[],
): WorldUser {
  const id = claims.sub ?? randomUUID();
  const token = signToken({ ...claims, sub: id });
  const callers = apis.map(({ url }) => restAs(url, token));
  let calls = 0;
  return {
    id,
    token,
    rest: (...request) => {
      calls += 1;
      const rest = callers[calls % callers.length];
      if (!rest) {
        throw new Error("this world has no API");
      }
      return rest(...request);
    },
    socket: (t, gateway = 0) => openSocket(t, gateways[gateway]?.url ?? "", token),
  };
}

/** A channel that the user owns, under a name of its own. */
export async function createChannel(
  owner: WorldUser,
  body: Record<string, unknown> = {},
): Promise<Channel> {
  const name = `channel-${randomUUID()}-${PLANTED_TEXT}`;
  const answer = await owner.rest("POST", "/channels", { name, ...body });
  if (answer.status !== 201) {
    throw new Error(`the channel was refused: ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}
