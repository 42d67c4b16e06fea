import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, type RestAnswer, restDirectly } from "../../support/rest.ts";
import type { Entrance } from "../cluster/cluster.ts";
import { type History, now, type RequestHistory } from "../history.ts";
import type { Random } from "../random.ts";

const ANSWER_MS = 4_000;
const PAUSE_MS = 100;
const TRIES_MAX = 300;
const SERVICE_UNAVAILABLE = 503;
const CONFLICT = 409;

export interface Request {
  readonly operation: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly channelId?: string;
  readonly clientId?: string;
  /** For what creates without a `client_id`. */
  readonly idempotencyKey?: string;
}

/** Repeats a request until its outcome is known, at whichever API answers. */
export type Call = (request: Request) => Promise<RestAnswer>;

/** @throws where nobody answered for longer than any fault lasts */
export function createCaller(
  history: History,
  apis: readonly Entrance[],
  user: { readonly id: string; readonly token: string },
  random: Random,
): Call {
  return async (request) => {
    const record = recordOf(request, user.id);
    history.requests.push(record);
    const headers = request.idempotencyKey ? { "idempotency-key": request.idempotencyKey } : {};
    while (record.tries < TRIES_MAX) {
      record.tries += 1;
      const url = random.pick(random.pick(apis).urls);
      const answer = await restDirectly(url, user.token, ANSWER_MS)(
        request.method,
        request.path,
        request.body,
        headers,
      ).catch(() => undefined);
      if (answer && !isOpen(answer)) {
        record.answer = { at: now(), status: answer.status, body: answer.body };
        return answer;
      }
      await sleep(PAUSE_MS);
    }
    throw new Error(`${request.operation} was not answered in ${TRIES_MAX} tries`);
  };
}

/** Whether the outcome is not known yet. */
function isOpen(answer: RestAnswer): boolean {
  const { status } = answer;
  const inFlight = status === CONFLICT && codeOf(answer) === "idempotency_in_flight";
  return status === SERVICE_UNAVAILABLE || inFlight;
}

function recordOf({ operation, channelId, clientId }: Request, userId: string): RequestHistory {
  return { operation, userId, channelId, clientId, sentAt: now(), tries: 0, answer: undefined };
}
