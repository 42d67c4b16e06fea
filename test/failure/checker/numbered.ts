import type { Message } from "@chat/contract";
import type { History, LoggedChannel } from "../history.ts";
import { subjectOf, walkConnection } from "./subscriptions.ts";
import type { Violation } from "./violation.ts";

/**
 * Promise 1: the durable events of a channel have gapless numbers, each used
 * once. So says the log; and every answer and every connection says the same
 * of each number as the log does.
 */
export function checkNumbered(history: History): Violation[] {
  const bySeq = new Map(
    history.channels.map((channel) => [
      channel.id,
      new Map(channel.events.map((event) => [event.seq, event])),
    ]),
  );
  const violations = history.channels.flatMap(checkLog);
  const compare = (channelId: string, seq: number, claim: string, who: string) => {
    const logged = bySeq.get(channelId)?.get(seq);
    const says = logged ? `${logged.type} of ${logged.messageId}` : "nothing";
    if (says !== claim) {
      const detail = `channel ${channelId}, seq ${seq} is ${says} in the log, and ${claim} ${who}`;
      violations.push({ promise: "numbered", detail });
    }
  };
  for (const { connection, subscriptions } of history.connections.map(walkConnection)) {
    for (const { channelId, events } of subscriptions) {
      for (const { event } of events) {
        const claim = `${event.type} of ${subjectOf(event)}`;
        compare(channelId, event.seq, claim, `on connection ${connection.id}`);
      }
    }
  }
  for (const { id, seq, channel_id: channelId } of createdMessages(history)) {
    compare(channelId, seq, `message of ${id}`, "by the answer");
  }
  return violations;
}

function checkLog({ id, lastSeq, events }: LoggedChannel): Violation[] {
  const violations: Violation[] = [];
  let position = 0;
  for (const { seq, type } of events) {
    if (seq !== position + 1) {
      const detail = `channel ${id}: the log has ${type} ${seq} after ${position}`;
      violations.push({ promise: "numbered", detail });
    }
    position = seq;
  }
  if (position !== lastSeq) {
    const detail = `channel ${id}: the log ends with ${position}, the channel with ${lastSeq}`;
    violations.push({ promise: "numbered", detail });
  }
  return violations;
}

/** As they were answered to whoever posted them. */
export function createdMessages({ requests }: History): Message[] {
  return requests.flatMap(({ operation, answer }) => {
    const isPost = operation === "postMessage" || operation === "postReply";
    return isPost && (answer?.status === 201 || answer?.status === 200)
      ? [answer.body as Message]
      : [];
  });
}
