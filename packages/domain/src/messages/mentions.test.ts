import { limits } from "@chat/contract";
import t from "tap";
import { findMentions } from "./mentions.ts";

const ADA = "0190c4a0-0000-7000-8000-00000000000a";
const BOB = "0190c4a0-0000-7000-8000-00000000000b";

t.test("users are found once each, in order, in lower case", async (t) => {
  const { userIds } = findMentions(`<@${BOB}> and <@${ADA.toUpperCase()}>, <@${BOB}> again`);
  t.same(userIds, [BOB, ADA]);
});

t.test("channel and here are found, other angle brackets are text", async (t) => {
  t.same(findMentions("<!channel> <!everyone> <@bob> a < b"), {
    userIds: [],
    channel: true,
    here: false,
  });
  t.equal(findMentions("x <!here>").here, true);
});

t.test("no more than the limit are taken", async (t) => {
  const many = Array.from(
    { length: limits.MESSAGE_MENTIONED_USERS_MAX + 5 },
    (_, index) => `<@0190c4a0-0000-7000-8000-${String(index).padStart(12, "0")}>`,
  );
  t.equal(findMentions(many.join("")).userIds.length, limits.MESSAGE_MENTIONED_USERS_MAX);
});
