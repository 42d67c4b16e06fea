import type { ClientFrame } from "@chat/contract";
import {
  TOKEN_RENEWAL_LEAD_MS,
  TOKEN_RENEWAL_RETRY_MS,
  TOKEN_RENEWAL_WAIT_MS_MAX,
} from "../limits.ts";
import { currentToken, type TokenSource } from "../token.ts";
import { SocketError } from "./socket-error.ts";
import { tokenEnd } from "./token-end.ts";

export interface TokenRenewal {
  /** A connection was opened with this token, at this time of the service. */
  watch(token: string, serverTime: string): void;
  /** What was sent last was not taken. */
  refused(): void;
  stop(): void;
}

/**
 * Keeps a connection from ending with its token: before that, the source is
 * asked for a new one, and `auth` carries it to the service. A source that has
 * none yet is asked again. A fixed token cannot be renewed.
 */
export function createTokenRenewal(
  source: TokenSource,
  send: (frame: ClientFrame) => boolean,
  onError: (error: SocketError) => void,
): TokenRenewal {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows with each connection: what was asked for an earlier one is of no use. */
  let watched = 0;
  /** The service's clock counts, not this device's. */
  let aheadMs = 0;
  let end = 0;
  let formerEnd = 0;

  const leftMs = () => end - (Date.now() + aheadMs);

  function schedule(waitMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), Math.min(waitMs, TOKEN_RENEWAL_WAIT_MS_MAX));
  }

  function scheduleAhead(): void {
    const left = leftMs();
    schedule(Math.max(left - TOKEN_RENEWAL_LEAD_MS, left / 2, TOKEN_RENEWAL_RETRY_MS));
  }

  async function renew(): Promise<void> {
    const asked = watched;
    if (leftMs() > TOKEN_RENEWAL_WAIT_MS_MAX) {
      scheduleAhead();
      return;
    }
    const token = await freshToken();
    if (asked !== watched) {
      return;
    }
    const newEnd = token === undefined ? 0 : (tokenEnd(token) ?? 0);
    if (token !== undefined && newEnd > end && send({ type: "auth", token })) {
      formerEnd = end;
      end = newEnd;
      scheduleAhead();
    } else {
      scheduleAgain();
    }
  }

  function scheduleAgain(): void {
    const left = leftMs();
    if (left > 0) {
      schedule(Math.max(left / 2, TOKEN_RENEWAL_RETRY_MS));
    }
  }

  async function freshToken(): Promise<string | undefined> {
    try {
      return await currentToken(source);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      onError(new SocketError("cannot_renew", reason, { cause }));
      return undefined;
    }
  }

  function stop(): void {
    watched++;
    formerEnd = 0;
    clearTimeout(timer);
  }

  return {
    watch(token, serverTime) {
      stop();
      const known = typeof source === "string" ? undefined : tokenEnd(token);
      if (known !== undefined) {
        end = known;
        aheadMs = (Date.parse(serverTime) || Date.now()) - Date.now();
        scheduleAhead();
      }
    },
    refused() {
      if (formerEnd > 0) {
        end = formerEnd;
        formerEnd = 0;
        scheduleAgain();
      }
    },
    stop,
  };
}
