import { limits } from "@chat/contract";
import { frameOf } from "../fanout/frames.ts";
import { channelIdOf, userIdOf } from "../fanout/ids.ts";
import { ASSUMED } from "./assumptions.ts";
import type { ConversationShape } from "./conversation-shape.ts";
import type { Expectation } from "./expectation.ts";
import { postsPerUserAndSecond } from "./happenings.ts";
import type { Measured } from "./measured.ts";

/** What so many connected users take in their busiest hour. Cores are used ones, without head-room. */
export interface Plan {
  readonly posts: number;
  readonly requests: number;
  readonly gateways: {
    pods: number;
    deliveryCores: number;
    readingCores: number;
    /** That sockets are alive, and their users there. */
    idleCores: number;
    bytes: number;
  };
  readonly apis: { pods: number; cores: number };
  readonly workers: { pods: number; indexingPart: number };
  readonly postgres: { cores: number; plannedCores: number; bytesPerDay: number; commits: number };
  readonly redis: {
    masters: number;
    appendCores: number;
    replyCores: number;
    presenceCores: number;
    bytes: number;
    bytesOutPerSecond: number;
  };
  readonly bytesToClientsPerSecond: number;
  readonly fileBytesPerDay: number;
  /** Processor time of Postgres, in seconds, when all sockets of a gateway come back. */
  readonly returnOfAGateway: number;
}

const PODS_MIN = { gateways: 3, apis: 3, workers: 2 };
/** A master that fails leaves a majority. */
const CLUSTER_MASTERS_MIN = 3;
/** A row of chat_search and its indexes, as docs/search.md has it. */
const SEARCH_BYTES = 600;
/** Of the pods that it takes, so many more, one at least. */
const SPARE_PART = 0.1;

export function gatewaysFor(users: number): number {
  return Math.max(PODS_MIN.gateways, Math.ceil(users / ASSUMED.socketsPerGateway));
}

export function planFor(
  users: number,
  shape: ConversationShape,
  expected: Expectation,
  measured: Measured,
): Plan {
  const { eventsPerSecond: events, deliveriesPerSecond: deliveries } = expected;
  const posts = users * postsPerUserAndSecond(shape);
  const requests = events + (users * ASSUMED.readsPerUserAndHour) / 3600;
  const planned = (cores: number) => cores / ASSUMED.usedPart;
  const deliveryCores = deliveries * measured.delivery;
  const refreshes = (users * 1_000) / limits.PRESENCE_REFRESH_MS;
  const heartbeats = (users * 1_000) / limits.SOCKET_HEARTBEAT_MS;
  // A ping is a write to a socket, as a delivery is.
  const idleCores = refreshes * measured.refresh.gateway + heartbeats * measured.delivery;
  const bySockets = gatewaysFor(users);
  const gateways = withSpare(Math.max(bySockets, Math.ceil(planned(deliveryCores + idleCores))));
  const frameBytes = frameBytesOf(shape);
  const entryBytes = frameBytes + ASSUMED.entryBytes;
  const postgresCores = requests * measured.statement;
  const appendCores = events * measured.streamEntry;
  const replyCores = gateways * events * measured.reply.redis;
  const presenceCores = refreshes * measured.refresh.redis;
  const servers = Math.ceil(planned(appendCores + replyCores + presenceCores));
  const postsPerDay = users * ASSUMED.usersOfDayPerConnected * shape.messagesPerAuthorAndDay;
  return {
    posts,
    requests,
    gateways: {
      pods: gateways,
      deliveryCores,
      readingCores: gateways * events * measured.reply.gateway,
      idleCores,
      bytes: measured.gatewayBytes + (users / bySockets) * measured.socketBytes,
    },
    apis: {
      pods: Math.max(PODS_MIN.apis, withSpare(Math.ceil(planned(requests * measured.request)))),
      cores: requests * measured.request,
    },
    workers: {
      pods: Math.max(PODS_MIN.workers, Math.ceil(planned(events / measured.indexedPerSecond))),
      indexingPart: events / measured.indexedPerSecond,
    },
    postgres: {
      cores: postgresCores,
      plannedCores: Math.ceil(planned(postgresCores)),
      bytesPerDay: postsPerDay * (measured.storedBytes + SEARCH_BYTES),
      commits: events,
    },
    redis: {
      masters: servers === 1 ? 1 : Math.max(CLUSTER_MASTERS_MIN, servers),
      appendCores,
      replyCores,
      presenceCores,
      bytes: (events * entryBytes * limits.STREAM_RETENTION_MS) / 1_000,
      bytesOutPerSecond: gateways * events * entryBytes,
    },
    bytesToClientsPerSecond: deliveries * frameBytes,
    fileBytesPerDay: postsPerDay * ASSUMED.filesPerPost * ASSUMED.fileBytes,
    returnOfAGateway: (users / bySockets) * ASSUMED.statementsPerReturn * measured.statement,
  };
}

function withSpare(pods: number): number {
  return pods + Math.max(1, Math.ceil(pods * SPARE_PART));
}

/** A message's, with a text as long as those of the conversations are on average. */
function frameBytesOf(shape: ConversationShape): number {
  const frame = frameOf("message", channelIdOf(0), userIdOf(0)) as { payload: { content: string } };
  return JSON.stringify(frame).length - frame.payload.content.length + shape.meanBytes;
}
