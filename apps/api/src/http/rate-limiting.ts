import { type Actor, ChatError, type Context } from "@chat/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RateMetrics } from "../metrics/rate-metrics.ts";
import type { KnownSenders } from "../rate-limits/known-senders.ts";
import type { CountRates } from "../rate-limits/rate-counter.ts";
import { rateHeaders, retryAfterSeconds } from "../rate-limits/rate-headers.ts";
import { channelRate, isSending, ratesOf } from "../rate-limits/rates.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What rates are counted with. */
export interface RateLimiting {
  readonly count: CountRates;
  readonly findThreadChannel: Context["findThreadChannel"];
  readonly senders: KnownSenders;
  readonly metrics: RateMetrics;
}

/**
 * Counts every authenticated request of the scope before its body is read, and
 * refuses it where one of its rates is used up.
 */
export function limitRates(server: FastifyInstance, limiting: RateLimiting): void {
  const { count, metrics } = limiting;
  server.addHook("onRequest", async (request, reply) => {
    const { operation } = request.routeOptions.config;
    if (!operation) {
      return;
    }
    const { actor } = request;
    const { channelId, messageId } = idsOf(request);
    const isReply = isSending(operation) && messageId !== undefined;
    let states = await count(ratesOf(operation, actor, channelId));
    // What a reply is sent to is looked for only while its author may send at all.
    if (isReply && states?.every(({ allowed }) => allowed)) {
      const place = await placeOfReply(limiting, actor, messageId);
      const counted = await count([channelRate(actor, place)]);
      states = counted && [...states, ...counted];
    }
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

/** What is no id is refused later, by its schema. */
function idsOf({ params }: FastifyRequest): { channelId?: string; messageId?: string } {
  const { channelId, messageId } = params as { channelId?: string; messageId?: string };
  return { ...idOrNone("channelId", channelId), ...idOrNone("messageId", messageId) };
}

function idOrNone(name: string, value = ""): Record<string, string> {
  const id = value.toLowerCase();
  return UUID.test(id) ? { [name]: id } : {};
}

/**
 * The channel of the message that is replied to, where the author is known in
 * it; for anybody else the message itself: how much is left would otherwise tell
 * a stranger which messages there are, and which stand together.
 */
async function placeOfReply(
  { findThreadChannel, senders }: RateLimiting,
  actor: Actor,
  messageId: string,
): Promise<string> {
  const channelId = await findThreadChannel(actor.orgId, messageId);
  return channelId !== undefined && senders.has(actor, channelId) ? channelId : messageId;
}
