import type { Message } from "@chat/contract";
import type { Following, History, LoggedChannel } from "../history.ts";
import { endOfAccess } from "./access.ts";
import { deadlineFor, disturbances, MARGIN_MS } from "./deadline.ts";
import { type Arrivals, firstArrivals } from "./delivered.ts";
import type { Violation } from "./violation.ts";

interface Answered {
  readonly message: Message;
  readonly at: number;
}

export type Owed = Answered & { readonly deadline: number; readonly following: Following };

/** Promise 3: a message that was answered reaches every subscriber within the bounds. */
export function checkInTime(history: History): Violation[] {
  const arrivals = firstArrivals(history);
  return owedDeliveries(history).flatMap((owed) => checkOne(arrivals, owed));
}

/** Each message and device to which it is owed, with the moment by which it has to be there. */
export function owedDeliveries(history: History): Owed[] {
  const channels = new Map(history.channels.map((channel) => [channel.id, channel]));
  const disturbed = disturbances(history.faults);
  const answered = answeredMessages(history).map((one) => ({
    ...one,
    deadline: deadlineFor(one.at, disturbed) + MARGIN_MS,
  }));
  return history.followings.flatMap((following) =>
    answered
      .filter((one) => isOwed(following, one, channels.get(following.channelId)))
      .map((one) => ({ ...one, following })),
  );
}

/** Whether the device followed from before the answer until after the deadline. */
function isOwed(
  { userId, channelId, from, to, authorisedSeq }: Following,
  { message, at, deadline }: Answered & { deadline: number },
  channel: LoggedChannel | undefined,
): boolean {
  const follows = from <= at && (to === undefined || to > deadline);
  return (
    message.channel_id === channelId &&
    follows &&
    channel !== undefined &&
    message.seq <= endOfAccess(channel, userId, authorisedSeq)
  );
}

function checkOne(
  arrivals: Arrivals,
  { message, at, deadline, following: { deviceId, channelId } }: Owed,
): Violation[] {
  const arrived = arrivals.get(deviceId)?.get(message.id) ?? Number.POSITIVE_INFINITY;
  if (arrived <= deadline) {
    return [];
  }
  const took = Number.isFinite(arrived) ? `${Math.round(arrived - at)} ms` : "for ever";
  const allowed = Math.round(deadline - at);
  const detail = `device ${deviceId}, channel ${channelId}: message ${message.seq}, answered at ${Math.round(at)}, took ${took}; ${allowed} ms were allowed`;
  return [{ promise: "inTime", detail }];
}

export function answeredMessages({ requests }: History): Answered[] {
  return requests.flatMap(({ operation, answer }) => {
    const isPost = operation === "postMessage" || operation === "postReply";
    return isPost && answer?.status === 201
      ? [{ message: answer.body as Message, at: answer.at }]
      : [];
  });
}
