import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { limits } from "@chat/contract";
import type { Handover, Letter, Media } from "@chat/domain";
import type { Config, Logger } from "@chat/runtime";
import { useAgent } from "request-filtering-agent";
import webPush from "web-push";

type PushConfig = NonNullable<Config["push"]>;

const GONE = new Set([404, 410]);
const PASSING = new Set([408, 425, 429]);
/** What the agent says of an address that it does not connect to; it gives these errors no code. */
const FILTERED = /is not allowed\./;

/**
 * Web Push (RFC 8030), encrypted for the browser: the push service between
 * cannot read it. The Topic is the same at every try, so that a second one
 * takes the place of the first, where that was not shown yet. Nothing is sent
 * to an address that is not public, whatever its name led to before.
 */
export function createPush(config: PushConfig, logger: Logger): NonNullable<Media["push"]> {
  const { publicKey, privateKey, subject, allowsPrivateEndpoints } = config;
  return async ({ endpoint, p256dh, auth }, letter) => {
    const options = {
      vapidDetails: { publicKey, privateKey, subject },
      TTL: limits.PUSH_TTL_SECONDS,
      topic: letter.notificationId.replaceAll("-", ""),
      urgency: letter.kind === "message" ? ("normal" as const) : ("high" as const),
    };
    const subscription = { endpoint, keys: { p256dh, auth } };
    try {
      const made = webPush.generateRequestDetails(subscription, toPayload(letter), options);
      const status = await send(endpoint, made, allowsPrivateEndpoints);
      return toHandover(status);
    } catch (error) {
      logger.debug({ err: error }, "a push service could not be reached");
      return FILTERED.test(String(error)) ? "refused" : "later";
    }
  };
}

/** Bounded by its parts: what is encrypted must fit into 4,096 bytes. */
function toPayload(letter: Letter): string {
  return JSON.stringify({
    type: "notification",
    id: letter.notificationId,
    kind: letter.kind,
    channel: letter.channel,
    message_id: letter.messageId,
    thread_id: letter.threadId,
    user: letter.author,
    preview: letter.preview,
    created_at: letter.createdAt.toISOString(),
  });
}

function toHandover(status: number): Handover {
  if (status >= 200 && status < 300) {
    return "taken";
  }
  if (GONE.has(status)) {
    return "gone";
  }
  return status >= 500 || PASSING.has(status) ? "later" : "refused";
}

/** Follows no redirect, and reads nothing of the answer but its status. */
async function send(
  endpoint: string,
  made: { method: string; headers: object; body: Buffer | null },
  allowPrivateIPAddress: boolean,
): Promise<number> {
  const agent = useAgent(endpoint, { allowPrivateIPAddress, allowMetaIPAddress: false });
  const request = endpoint.startsWith("https:") ? requestHttps : requestHttp;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = request(
    endpoint,
    {
      agent,
      method: made.method,
      headers: { ...made.headers },
      signal: AbortSignal.timeout(limits.PUSH_TIMEOUT_MS),
    },
    (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    },
  );
  sent.on("error", reject);
  sent.end(made.body);
  return promise;
}
