import { ERRORS, type ErrorCode, limits } from "@chat/contract";
import type { SendSignal, Signal, Verdict } from "@chat/domain";
import type { Feeds } from "../feeds/feeds.ts";
import type { Connection } from "../socket/connection.ts";
import { textFrame } from "../socket/text-frame.ts";

/** Whether the connection's user may post in the channel at this moment. */
export type JudgePosting = (connection: Connection, channelId: string) => Promise<Verdict>;

export interface Typing {
  /** Passes on what a client says. Never rejects. */
  say(connection: Connection, channelId: string, isTyping: boolean, ref?: string): Promise<void>;
  /** Hands what came from any gateway to the channel's followers here. */
  deliver(signal: Extract<Signal, { kind: "typing" }>): void;
  /** A socket that is gone writes no more. */
  stopAll(connection: Connection): void;
}

interface Said {
  readonly isTyping: boolean;
  readonly at: number;
}

export function createTyping(
  feeds: Feeds,
  judge: JudgePosting,
  signal: SendSignal,
  onFailure: (error: unknown) => void,
): Typing {
  const saidBy = new WeakMap<Connection, Map<string, Said>>();

  /** False: it was said a moment ago. */
  function note(connection: Connection, channelId: string, isTyping: boolean): boolean {
    const said = saidBy.get(connection) ?? new Map<string, Said>();
    saidBy.set(connection, said);
    const last = said.get(channelId);
    const now = Date.now();
    if (last?.isTyping === isTyping && now - last.at < limits.TYPING_REPEAT_MS) {
      return false;
    }
    said.delete(channelId);
    said.set(channelId, { isTyping, at: now });
    const [oldest] = said.keys();
    if (said.size > limits.SOCKET_TYPING_CHANNELS_MAX && oldest !== undefined) {
      said.delete(oldest);
    }
    return true;
  }

  function send({ actor }: Connection, channelId: string, isTyping: boolean): void {
    signal({ kind: "typing", channelId, userId: actor.userId, isTyping });
  }

  return {
    async say(connection, channelId, isTyping, ref) {
      try {
        const verdict = await judge(connection, channelId);
        if (verdict !== "allowed") {
          connection.refuse(problem(verdict), { ref, channelId });
        } else if (note(connection, channelId, isTyping)) {
          send(connection, channelId, isTyping);
        }
      } catch (error) {
        onFailure(error);
        connection.tellError(problem("unavailable"), { ref, channelId });
      }
    },
    deliver({ channelId, userId, isTyping }) {
      const followers = feeds.find(channelId)?.live ?? [];
      let bytes: Buffer | undefined;
      for (const connection of followers) {
        if (connection.actor.userId !== userId) {
          bytes ??= typingFrame(channelId, userId, isTyping);
          connection.sendIfRoom(bytes, "typing");
        }
      }
    },
    stopAll(connection) {
      for (const [channelId, { isTyping }] of saidBy.get(connection) ?? []) {
        if (isTyping) {
          send(connection, channelId, false);
        }
      }
      saidBy.delete(connection);
    },
  };
}

function problem(code: ErrorCode): { code: ErrorCode; message: string } {
  return { code, message: ERRORS[code].title };
}

function typingFrame(channelId: string, userId: string, isTyping: boolean): Buffer {
  const frame = {
    type: "typing",
    channel_id: channelId,
    timestamp: new Date().toISOString(),
    payload: { user_id: userId, is_typing: isTyping },
  };
  return textFrame(Buffer.from(JSON.stringify(frame)));
}
