import type { ChannelType, Membership } from "@chat/contract";
import { statusOf } from "../users/user-wire.ts";
import { toWords } from "./notification-words.ts";
import { decideNotification, type NotificationDecision } from "./notifications.policy.ts";
import type { Candidate, Subject } from "./notify.repository.ts";

/** Whether somebody is told of the message; `isConnected`: they have a socket. */
export type JudgeCandidate = (
  candidate: Candidate,
  isConnected: boolean,
  now: Date,
) => NotificationDecision;

/** Puts the policy's questions for one message; those who notify and those who explain ask alike. */
export function createJudge(
  subject: Subject,
  followers: ReadonlySet<string>,
  isEdit: boolean,
): JudgeCandidate {
  const message = {
    channelType: subject.channelType as ChannelType,
    isReply: subject.rootId !== null,
    mentionsChannel: subject.mentionsChannel,
    mentionsHere: subject.mentionsHere,
    isEdit,
  };
  const mentioned = new Set(subject.mentionUserIds);
  let words: string | undefined;

  /** A long text is taken apart only for somebody who has keywords. */
  function hasKeyword({ keywordWords }: Candidate): boolean {
    if (keywordWords.length === 0) {
      return false;
    }
    const text = words ?? toWords(subject.content);
    words = text;
    return keywordWords.some((keyword) => text.includes(keyword));
  }

  return (candidate, isConnected, now) =>
    decideNotification(message, {
      isAuthor: candidate.userId === subject.authorId,
      isGuest: candidate.role === "guest",
      member: memberOf(candidate),
      isOnline: statusOf(candidate, isConnected, now) === "online",
      isMentioned: mentioned.has(candidate.userId),
      hasKeyword: hasKeyword(candidate),
      followsThread: followers.has(candidate.userId),
    });
}

function memberOf({ level, muted, joinedLater, hasRead }: Candidate) {
  return level === null
    ? null
    : {
        level: level as Membership["notify"],
        muted: muted ?? false,
        joinedLater: joinedLater ?? false,
        hasRead: hasRead ?? false,
      };
}
