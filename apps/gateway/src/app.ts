import { limits } from "@chat/contract";
import {
  authoriseChannels,
  createDatabase,
  createEventLog,
  createIdentification,
  type EventLog,
} from "@chat/domain";
import { type App, createTokenVerifier } from "@chat/runtime";
import websocket from "@fastify/websocket";
import pLimit from "p-limit";
import { Feeds } from "./feeds/feeds.ts";
import { checkPositions } from "./feeds/position-check.ts";
import { createGatewayMetrics } from "./metrics.ts";
import { Deadlines } from "./socket/deadlines.ts";
import { createHandshake, TOKEN_PROTOCOL } from "./socket/handshake.ts";
import { createSockets } from "./socket/sockets.ts";
import { startReaders } from "./stream/readers.ts";
import { createSubscriptions } from "./subscriptions/subscriptions.ts";

/** Of ws; a constant, because the published types do not know `closeTimeout` yet. */
const SOCKET_OPTIONS = {
  maxPayload: limits.SOCKET_FRAME_BYTES_MAX,
  closeTimeout: limits.SOCKET_CLOSE_MS,
  perMessageDeflate: false,
  handleProtocols: (offered: Set<string>): string | false =>
    offered.has(TOKEN_PROTOCOL) ? TOKEN_PROTOCOL : false,
};

/** The WebSocket gateway: holds sockets, any number of processes. */
export const gatewayApp: App = async (platform) => {
  const { config, logger, metrics: registry, lifecycle, postgres, server } = platform;
  const db = createDatabase(postgres);
  const reads = pLimit(limits.LOG_READS_MAX);
  const everything = createEventLog(db);
  // Resuming leaves connections for authorising: a herd waits here, not in the pool.
  const log: EventLog = { ...everything, read: (...args) => reads(everything.read, ...args) };
  const metrics = createGatewayMetrics(registry, {
    sockets: () => sockets.size,
    channels: () => feeds.size,
  });
  const feeds = new Feeds(log, metrics.feedCounters);
  const subscriptions = createSubscriptions(
    feeds,
    log,
    (connection, channelIds) => authoriseChannels({ db }, connection.actor, channelIds),
    config.socketBufferedBytesMax,
    (error) => {
      metrics.subscribeFailures.inc();
      logger.error({ err: error }, "subscribe failed");
    },
  );
  const deadlines = new Deadlines();
  lifecycle.onStop("deadlines", () => deadlines.stop());
  const sockets = createSockets(subscriptions, deadlines, config.socketBufferedBytesMax, (reason) =>
    metrics.closed.inc({ reason }),
  );

  const stopReaders = await startReaders(config, logger, feeds, metrics);
  lifecycle.onStop("stream readers", stopReaders);
  const sweep = setInterval(() => feeds.sweepHoles(), limits.HOLE_SWEEP_MS);
  lifecycle.onStop("hole sweep", () => clearInterval(sweep));
  const check = setInterval(() => {
    checkPositions(feeds, log).catch((error: unknown) => {
      logger.warn({ err: error }, "positions could not be compared");
    });
  }, limits.POSITION_CHECK_MS);
  lifecycle.onStop("position check", () => clearInterval(check));

  await server.register(websocket, {
    options: SOCKET_OPTIONS,
    preClose: (done: () => void) => {
      sockets.closeAll("goingAway");
      done();
    },
  });
  const handshake = createHandshake(
    createTokenVerifier(config, limits.TOKEN_LIMITS, logger),
    createIdentification(db),
  );
  server.decorateRequest("identity");
  server.get(
    "/ws",
    { websocket: true, preValidation: handshake, schema: { hide: true } as object },
    (socket, request) => sockets.open(socket, request),
  );
};
