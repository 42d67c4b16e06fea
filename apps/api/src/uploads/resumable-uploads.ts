import { Readable } from "node:stream";
import { operations, Uuid } from "@chat/contract";
import { type Actor, type Context, finishUpload } from "@chat/domain";
import { type Locker, MemoryLocker, Server, TUS_RESUMABLE } from "@tus/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { v7 as uuidv7 } from "uuid";
import { createUploadStore } from "./upload-store.ts";

const PATH = "/uploads";
const BYTES_TYPE = "application/offset+octet-stream";

/**
 * Uploads that go on where they broke off: tus 1.0. Each becomes an attachment
 * whose id is the last part of its URL. Refusals of ours are problem documents,
 * those of the protocol are the library's.
 */
export async function serveResumableUploads(scope: FastifyInstance, ctx: Context): Promise<void> {
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
      handler: (request, reply) => answer(ctx, locker, request, reply),
    });
  serve(["POST", "OPTIONS"], PATH);
  const params = Type.Object({ uploadId: Uuid });
  serve(["HEAD", "PATCH", "DELETE", "OPTIONS"], `${PATH}/:uploadId`, { params });
}

async function answer(
  ctx: Context,
  locker: Locker,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  let refusal: Error | undefined;
  const server = createServer(ctx, request.actor, locker, (error) => {
    refusal = error;
  });
  const response = await server.handleWeb(toWebRequest(request));
  // What is left of the body is read and dropped, as of every other request.
  request.raw.resume();
  if (refusal !== undefined) {
    throw refusal;
  }
  reply.code(response.status);
  for (const [name, value] of response.headers) {
    if (name !== "content-length") {
      reply.header(name, value);
    }
  }
  const text = await response.text();
  return reply.send(text === "" ? undefined : text);
}

/** One a request, since it acts for who sent that. */
function createServer(
  ctx: Context,
  actor: Actor,
  locker: Locker,
  onRefusal: (error: Error) => void,
): Server {
  return new Server({
    path: PATH,
    relativeLocation: true,
    generateUrl: (_request, { id }) => `/api/v1${PATH}/${id}`,
    allowedOrigins: [],
    datastore: createUploadStore(ctx, actor),
    locker,
    maxSize: ctx.uploads.bytesMax,
    namingFunction: () => uuidv7(),
    disableTerminationForFinishedUploads: true,
    onUploadFinish: async (_request, { id }) => {
      await finishUpload(ctx, actor, id);
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

/** `Readable.toWeb` and back: the library takes the request of the Fetch API. */
function toWebRequest({ raw, method, headers }: FastifyRequest): Request {
  const hasBody = method === "POST" || method === "PATCH";
  return new Request(`http://localhost${raw.url}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
    ...(hasBody ? { body: Readable.toWeb(raw), duplex: "half" } : {}),
  } as RequestInit);
}
