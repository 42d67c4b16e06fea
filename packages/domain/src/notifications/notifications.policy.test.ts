import t from "tap";
import {
  type CandidateFacts,
  decideNotification,
  type MessageFacts,
} from "./notifications.policy.ts";

const message: MessageFacts = {
  channelType: "public",
  isReply: false,
  mentionsChannel: false,
  mentionsHere: false,
  isEdit: false,
};
const member = { muted: false, level: "all", joinedLater: false, hasRead: false } as const;
const candidate: CandidateFacts = {
  isAuthor: false,
  isGuest: false,
  member,
  isOnline: false,
  isMentioned: false,
  hasKeyword: false,
  followsThread: false,
};

const kindOf = (of: Partial<MessageFacts>, who: Partial<CandidateFacts> = {}) =>
  decideNotification({ ...message, ...of }, { ...candidate, ...who }).kind;

t.test("of several reasons the strongest counts, and all are named", async (t) => {
  const everything = { mentionsChannel: true, mentionsHere: true };
  const who = { isMentioned: true, isOnline: true, hasKeyword: true };
  const decision = decideNotification({ ...message, ...everything }, { ...candidate, ...who });
  t.equal(decision.kind, "mention");
  t.same(
    decision.reasons.map(({ code }) => code),
    ["mention", "channel", "here", "keyword", "message"],
  );
  t.equal(kindOf({ ...everything, channelType: "direct" }, who), "direct");
});

t.test("levels choose among messages, mute and none silence all of them", async (t) => {
  const mentions = { member: { ...member, level: "mentions" } } as const;
  t.equal(kindOf({}), "message");
  t.equal(kindOf({}, mentions), null);
  t.equal(kindOf({ mentionsChannel: true }, mentions), "channel");
  t.equal(kindOf({ channelType: "direct" }, mentions), "direct");
  for (const quiet of [{ level: "none" }, { muted: true }] as const) {
    const silenced = { member: { ...member, ...quiet }, isMentioned: true };
    t.equal(kindOf({}, silenced), null);
    t.equal(kindOf({ channelType: "direct" }, silenced), null);
  }
});

t.test("replies tell followers alone", async (t) => {
  t.equal(kindOf({ isReply: true }), null);
  t.equal(kindOf({ isReply: true }, { followsThread: true }), "reply");
  t.equal(kindOf({ isReply: true }, { followsThread: true, member: null }), null);
});

t.test("nobody is told of what they may not read, wrote, or came too late for", async (t) => {
  const mentioned = { isMentioned: true };
  t.equal(kindOf({}, { ...mentioned, member: null }), "mention");
  t.equal(kindOf({}, { ...mentioned, member: null, isGuest: true }), null);
  t.equal(kindOf({ channelType: "private" }, { ...mentioned, member: null }), null);
  t.equal(kindOf({ mentionsChannel: true }, { member: null }), null);
  t.equal(kindOf({}, { ...mentioned, isAuthor: true }), null);
  const late = { member: { ...member, joinedLater: true } };
  t.equal(kindOf({ mentionsChannel: true }, late), null);
});

t.test("what was read is told no more, unless it names one", async (t) => {
  const reader = { member: { ...member, hasRead: true } };
  t.equal(kindOf({}, reader), null);
  t.equal(kindOf({ mentionsChannel: true }, reader), "channel");
});

t.test("an edit tells whom the message names", async (t) => {
  t.equal(kindOf({ isEdit: true }), null);
  t.equal(kindOf({ isEdit: true, channelType: "direct" }), null);
  t.equal(kindOf({ isEdit: true, isReply: true }, { followsThread: true }), null);
  t.equal(kindOf({ isEdit: true }, { isMentioned: true }), "mention");
  t.equal(kindOf({ isEdit: true }, { hasKeyword: true }), "keyword");
});
