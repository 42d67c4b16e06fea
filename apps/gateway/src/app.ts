import { limits } from "@chat/contract";
import {
  authoriseChannels,
  createDatabase,
  createEventLog,
  createIdentification,
  createSignals,
  type EventLog,
  listMembersAmong,
  type Signal,
} from "@chat/domain";
import { type App, countSignalFailures, createTokenVerifier } from "@chat/runtime";
import websocket from "@fastify/websocket";
import pLimit from "p-limit";
import { listenToSignals } from "./ephemeral/listener.ts";
import { createTyping } from "./ephemeral/typing.ts";
import { sendToUser } from "./ephemeral/user-frames.ts";
import { Feeds } from "./feeds/feeds.ts";
import { checkPositions } from "./feeds/position-check.ts";
import { createGatewayMetrics } from "./metrics.ts";
import { startPresence } from "./presence/start-presence.ts";
import { createAuthentication } from "./socket/authentication.ts";
import { DEFLATE_OPTIONS, takesDeflated } from "./socket/compression.ts";
import { Deadlines } from "./socket/deadlines.ts";
import { createHandshake, TOKEN_PROTOCOL } from "./socket/handshake.ts";
import { LocalUsers } from "./socket/local-users.ts";
import { mayOpenSocket } from "./socket/origin.ts";
import { createRenewal } from "./socket/renewal.ts";
import { createSockets } from "./socket/sockets.ts";
import { boundUnauthenticated } from "./socket/unauthenticated.ts";
import { startReaders } from "./stream/readers.ts";
import type { Authorise } from "./subscriptions/authorise.ts";
import { createPersonalCopies } from "./subscriptions/personal-copies.ts";
import { createPostingVerdicts } from "./subscriptions/posting-verdicts.ts";
import { createSubscriptions } from "./subscriptions/subscriptions.ts";

/** Of ws; a constant, because the published types do not know `closeTimeout` yet. */
const SOCKET_OPTIONS = {
  maxPayload: limits.SOCKET_FRAME_BYTES_MAX,
  closeTimeout: limits.SOCKET_CLOSE_MS,
  // The gateway has a list of its own.
  clientTracking: false,
  handleProtocols: (offered: Set<string>): string | false =>
    offered.has(TOKEN_PROTOCOL) ? TOKEN_PROTOCOL : false,
};

/** The WebSocket gateway: holds sockets, any number of processes. */
export const gatewayApp: App = async (platform) => {
  const { config, logger, metrics: registry, lifecycle, postgres, redis, server } = platform;
  const warn = (what: string) => (error: unknown) => logger.warn({ err: error }, what);
  const db = createDatabase(postgres);
  const reads = pLimit(limits.LOG_READS_MAX);
  const everything = createEventLog(db);
  // Resuming leaves connections for authorising: a herd waits here, not in the pool.
  const log: EventLog = { ...everything, read: (...args) => reads(everything.read, ...args) };
  const metrics = createGatewayMetrics(registry, config.events.groups, {
    sockets: () => sockets.size,
    channels: () => feeds.size,
    subscriptions: () => subscriptions.size,
    bytesWaiting: () => sockets.bytesWaiting,
  });

  // Durable events.
  const feeds = new Feeds(log, metrics.feedCounters);
  const authorise: Authorise = (connection, channelIds) =>
    authoriseChannels({ db }, connection.actor, channelIds);
  const subscriptions = createSubscriptions(feeds, log, authorise, config.socketBufferedBytesMax, {
    onBegun: (outcome, events) => {
      metrics.resumes.inc({ outcome });
      metrics.resumedEvents.observe(events);
    },
    onFailure: (error) => {
      metrics.subscribeFailures.inc();
      logger.error({ err: error }, "subscribe failed");
    },
  });
  const users = new LocalUsers();
  const copies = createPersonalCopies(
    users,
    (connection, channelId) => subscriptions.of(connection)?.has(channelId) === true,
    (...asked) => listMembersAmong({ db }, ...asked),
    warn("copies of a channel's end were not sent"),
  );

  // What lives only for those who listen.
  const signal = createSignals(redis, config.events, countSignalFailures(registry));
  const typing = createTyping(
    feeds,
    createPostingVerdicts(subscriptions, authorise),
    signal,
    warn("it cannot be told who may type"),
  );
  const connections = () => sockets.all();
  const { attendance, presence } = startPresence(platform, db, users, signal, connections);
  const onSignal = (received: Signal) => {
    switch (received.kind) {
      case "typing":
        return typing.deliver(received);
      case "user":
        return sendToUser(users, received);
      case "presence":
        return presence.noteChange(received.orgId, received.userId);
    }
  };

  // Sockets.
  const authenticate = createAuthentication(
    createTokenVerifier(config, limits.SOCKET_TOKEN_LIMITS, logger),
    createIdentification(db),
  );
  const renew = createRenewal(
    authenticate,
    subscriptions,
    presence,
    warn("a token could not be renewed"),
  );
  const deadlines = new Deadlines();
  lifecycle.onStop("deadlines", () => deadlines.stop());
  const sockets = createSockets(
    { subscriptions, renew, typing, presence, attendance },
    users,
    deadlines,
    config.socketBufferedBytesMax,
    {
      onClosing: (reason) => metrics.closed.inc({ reason }),
      onEnded: metrics.countEnded,
      onDropped: (kind) => metrics.dropped.inc({ kind }),
    },
  );
  lifecycle.onDrain((windowMs) => sockets.moveAll(windowMs));

  // A guest sees only with whom they share a channel.
  const onLeft = (orgId: string, userId: string) => {
    for (const connection of users.socketsOf(orgId, userId)) {
      if (connection.actor.role === "guest") {
        void presence.recheck(connection);
      }
    }
  };
  const stopReaders = await startReaders(config, logger, feeds, copies, onLeft, metrics.streams);
  lifecycle.onStop("stream readers", stopReaders);
  lifecycle.onStop("signals", await listenToSignals(config, logger, onSignal));
  const sweep = setInterval(() => feeds.sweepHoles(), limits.HOLE_SWEEP_MS);
  lifecycle.onStop("hole sweep", () => clearInterval(sweep));
  const check = setInterval(() => {
    checkPositions(feeds, log).catch(warn("positions could not be compared"));
  }, limits.POSITION_CHECK_MS);
  lifecycle.onStop("position check", () => clearInterval(check));

  await server.register(websocket, {
    options: {
      ...SOCKET_OPTIONS,
      perMessageDeflate: config.socketCompression && DEFLATE_OPTIONS,
    },
    preClose: (done: () => void) => {
      sockets.closeAll("goingAway");
      done();
    },
  });
  const unauthenticated = boundUnauthenticated(server.server, limits.SOCKET_UNAUTHENTICATED_MAX);
  server.decorateRequest("identity");
  server.get(
    "/ws",
    {
      websocket: true,
      preValidation: createHandshake(authenticate, {
        isStopping: () => lifecycle.isStopping,
        mayOpen: ({ headers }) => mayOpenSocket(headers.origin, headers.host, config.corsOrigins),
        hasRoom: ({ orgId, userId }) =>
          !config.rateLimit || users.socketsOf(orgId, userId).length < limits.SOCKETS_PER_USER_MAX,
        onOutcome: (outcome, connection) => {
          metrics.handshakes.inc({ outcome });
          if (outcome === "accepted") {
            unauthenticated.admit(connection);
          }
        },
      }),
      schema: { hide: true } as object,
    },
    (socket, { raw, identity }) =>
      sockets.open({
        socket,
        stream: raw.socket,
        takesDeflated: takesDeflated(socket, raw),
        identity,
      }),
  );
};
