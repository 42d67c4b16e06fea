import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { Message, operations } from "@chat/contract";
import { createVerifier } from "fast-jwt";
import Fastify from "fastify";
import { serveParent } from "../../run/serve-parent.ts";
import { API_PREFIX } from "../stage.ts";

const HOST = "127.0.0.1";
const CACHED_TOKENS = 10_000;

/**
 * What a post costs in Fastify before there is a service: the contract's schemas
 * validate it and serialise the answer, the token is verified, from a cache, and
 * nothing is written anywhere.
 */
async function listen({ jwtSecret }: { jwtSecret: string }): Promise<{ port: number }> {
  const { path, params, body } = operations.postMessage;
  const verify = createVerifier({ key: jwtSecret, algorithms: ["HS256"], cache: CACHED_TOKENS });
  const server = Fastify();
  server.post(
    `${API_PREFIX}${path}`,
    { schema: { params, body, response: { 201: Message } } },
    async (request, reply) => {
      const { sub } = verify((request.headers.authorization ?? "").slice("Bearer ".length));
      const { channelId } = request.params as { channelId: string };
      const { content, client_id: clientId } = request.body as Record<string, string>;
      reply.code(201);
      return messageOf(channelId, sub, content, clientId);
    },
  );
  await server.listen({ host: HOST, port: 0 });
  return { port: (server.server.address() as AddressInfo).port };
}

function messageOf(channelId: string, userId: string, content = "", clientId = "") {
  return {
    id: randomUUID(),
    channel_id: channelId,
    seq: 1,
    user_id: userId,
    thread_id: null,
    content,
    client_id: clientId,
    mentions: { user_ids: [], channel: false, here: false },
    attachments: [],
    reactions: [],
    reply_count: 0,
    last_reply_at: null,
    reply_user_ids: [],
    pinned_at: null,
    pinned_by: null,
    edited_at: null,
    deleted_at: null,
    created_at: new Date().toISOString(),
  };
}

serveParent({ listen });
