import { Readable } from "node:stream";
import { operations, Uuid } from "@chat/contract";
import { type Actor, type Context, finishUpload } from "@chat/domain";
import { type Locker, MemoryLocker, Server, TUS_RESUMABLE } from "@tus/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { v7 as uuidv7 } from "uuid";
import { outcomeOf, type UploadMetrics } from "../metrics/upload-metrics.ts";
import { borrowBody } from "./borrowed-body.ts";
import { wasBrokenOff } from "./broken-off.ts";
import { createUploadStore } from "./upload-store.ts";

const PATH = "/uploads";
/** What of the library's answer the server decides by itself: it would not wait for what is unread of a body. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set(["connection", "content-length"]);
const BYTES_TYPE = "application/offset+octet-stream";

/**
 * Uploads that go on where they broke off: tus 1.0. Each becomes an attachment
 * whose id is the last part of its URL. Refusals of ours are problem documents,
 * those of the protocol are the library's.
 */
export async function serveResumableUploads(
  scope: FastifyInstance,
  ctx: Context,
  metrics: UploadMetrics,
): Promise<void> {
  // Of one process: what two of them do at once, Postgres decides.
  const locker = new MemoryLocker();
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(BYTES_TYPE, (_request, _body, done) => done(null));
  scope.addHook("onRequest", async (_request, reply) => {
    reply.header("tus-resumable", TUS_RESUMABLE);
  });
  const serve = (method: string[], url: string, schema: object = {}) =>
    scope.route({
      method,
      url,
      config: { operation: operations.uploadAttachment, streamsBody: true },
      schema: { hide: true, ...schema },
      handler: (request, reply) => answer({ ctx, locker, metrics }, request, reply),
    });
  serve(["POST", "OPTIONS"], PATH);
  const params = Type.Object({ uploadId: Uuid });
  serve(["HEAD", "PATCH", "DELETE", "OPTIONS"], `${PATH}/:uploadId`, { params });
}

/** What the requests of one process share. */
interface Parts {
  readonly ctx: Context;
  readonly locker: Locker;
  readonly metrics: UploadMetrics;
}

async function answer(
  parts: Parts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  let refusal: Error | undefined;
  const server = createServer(parts, request.actor, (error) => {
    refusal = error;
  });
  const body = borrowBody(request.raw);
  const response = await server.handleWeb(toWebRequest(request, body.content));
  body.giveBack();
  measure(parts, request, reply, response.status, refusal);
  if (refusal !== undefined) {
    throw refusal;
  }
  reply.code(response.status);
  for (const [name, value] of response.headers) {
    if (!OF_THE_CONNECTION.has(name)) {
      reply.header(name, value);
    }
  }
  const text = await response.text();
  return reply.send(text === "" ? undefined : text);
}

/** What did not become a file, or not yet; of what the protocol itself refuses, only that. */
function measure(
  { metrics }: Parts,
  { method, raw }: FastifyRequest,
  { elapsedTime }: FastifyReply,
  status: number,
  refusal: Error | undefined,
): void {
  const seconds = elapsedTime / 1_000;
  if (method === "DELETE" && status < 300) {
    metrics.countFailed("resumable", "cancelled", seconds);
  } else if (hasBody(method) && status >= 400) {
    const isOurs = refusal !== undefined || wasBrokenOff(raw);
    const outcome = isOurs ? outcomeOf(refusal, wasBrokenOff(raw)) : "refused";
    metrics.countFailed("resumable", outcome, seconds);
  }
}

/** One a request, since it acts for who sent that. */
function createServer(
  { ctx, locker, metrics }: Parts,
  actor: Actor,
  onRefusal: (error: Error) => void,
): Server {
  const finish = async (id: string) => {
    const upload = await finishUpload(ctx, actor, id);
    if (upload) {
      const seconds = (ctx.now().getTime() - upload.createdAt.getTime()) / 1_000;
      metrics.countStored("resumable", upload.size, seconds);
    }
  };
  return new Server({
    path: PATH,
    relativeLocation: true,
    generateUrl: (_request, { id }) => `/api/v1${PATH}/${id}`,
    allowedOrigins: [],
    datastore: createUploadStore(ctx, actor, finish),
    locker,
    maxSize: ctx.uploads.bytesMax,
    namingFunction: () => uuidv7(),
    disableTerminationForFinishedUploads: true,
    onUploadFinish: async (_request, { id }) => {
      await finish(id);
      return {};
    },
    onResponseError: (_request, error) => {
      if (error instanceof Error) {
        onRefusal(error);
      }
      return undefined;
    },
  });
}

const hasBody = (method: string) => method === "POST" || method === "PATCH";

/** `Readable.toWeb` and back: the library takes the request of the Fetch API. */
function toWebRequest({ raw, method, headers }: FastifyRequest, body: Readable): Request {
  return new Request(`http://localhost${raw.url}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
    ...(hasBody(method) ? { body: Readable.toWeb(body), duplex: "half" } : {}),
  } as RequestInit);
}
