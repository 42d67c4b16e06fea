import type { Operation } from "@chat/contract";
import { ChatError, type Context } from "@chat/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RateMetrics } from "../metrics/rate-metrics.ts";
import type { CountRates } from "../rate-limits/rate-counter.ts";
import { rateHeaders, retryAfterSeconds } from "../rate-limits/rate-headers.ts";
import { isSending, ratesOf } from "../rate-limits/rates.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Counts every authenticated request of the scope before its body is read, and
 * refuses it where one of its rates is used up.
 */
export function limitRates(
  server: FastifyInstance,
  count: CountRates,
  findThreadChannel: Context["findThreadChannel"],
  metrics: RateMetrics,
): void {
  server.addHook("onRequest", async (request, reply) => {
    const { operation } = request.routeOptions.config;
    if (!operation) {
      return;
    }
    const channelId = await channelOf(request, operation, findThreadChannel);
    const states = await count(ratesOf(operation, request.actor, channelId));
    if (states === undefined) {
      metrics.countUnlimited();
      return;
    }
    reply.headers(rateHeaders(states));
    const refused = states.filter(({ allowed }) => !allowed);
    if (refused.length > 0) {
      metrics.countRefused(refused.map(({ policy }) => policy.name));
      refuse(reply, retryAfterSeconds(states));
    }
  });
}

function refuse(reply: FastifyReply, seconds: number): never {
  reply.header("retry-after", seconds);
  throw new ChatError("rate_limited", `too many requests; try again in ${seconds} s`);
}

/** Where a message is to be sent. What is no id is refused later, by its schema. */
async function channelOf(
  { params, actor }: FastifyRequest,
  operation: Operation,
  findThreadChannel: Context["findThreadChannel"],
): Promise<string | undefined> {
  const { channelId, messageId } = params as { channelId?: string; messageId?: string };
  const id = (channelId ?? messageId ?? "").toLowerCase();
  if (!isSending(operation) || !UUID.test(id)) {
    return undefined;
  }
  return channelId === undefined ? findThreadChannel(actor.orgId, id) : id;
}
