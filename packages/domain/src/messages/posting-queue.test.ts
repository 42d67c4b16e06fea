import { limits } from "@chat/contract";
import t from "tap";
import type { Waiting } from "./posting-batch.ts";
import { createPostingQueue } from "./posting-queue.ts";

function post(channelId: string, content = ""): Waiting {
  const mentions = { userIds: [], channel: false, here: false };
  const message = {
    id: content,
    channelId,
    threadId: null,
    userId: "u",
    guest: false,
    clientId: null,
    trace: null,
    attachmentIds: [],
  };
  return {
    message: { ...message, content, mentions },
    resolve: () => undefined,
    reject: () => undefined,
    again: false,
  };
}

function queueOf(...posts: readonly [orgId: string, ...Waiting[]][]) {
  const queue = createPostingQueue();
  for (const [orgId, ...ofOrg] of posts) {
    for (const waiting of ofOrg) {
      queue.add(orgId, waiting);
    }
  }
  return queue;
}

t.test("a channel is taken alone where no other waits, in order, once at a time", async (t) => {
  const [first, second, third] = [post("c", "1"), post("c", "2"), post("c", "3")];
  const queue = queueOf(["o", first, second]);
  const taken = queue.takeLone();
  t.match(taken, { orgId: "o", isPatient: true });
  t.same(taken?.posts, [first, second]);
  queue.add("o", third);
  t.equal(queue.takeTogether(), undefined, "its statement is under way");
  if (taken) {
    queue.put(taken, []);
  }
  t.same(queue.takeLone()?.posts, [third]);
  t.equal(queueOf(["o", post("c"), post("d")]).takeLone(), undefined);
  t.equal(queueOf(["o", post("c")], ["p", post("d")]).takeLone(), undefined);
  t.equal(queueOf().takeLone(), undefined);
});

t.test("several are taken together, of one organisation, each with its share", async (t) => {
  const many = Array.from({ length: limits.POST_BATCH_ROWS_MAX }, () => post("busy"));
  const queue = queueOf(["o", ...many, post("quiet")], ["p", post("other")]);
  const taken = queue.takeTogether();
  t.match(taken, { orgId: "o", isPatient: false });
  const channels = taken?.posts.map(({ message }) => message.channelId) ?? [];
  t.equal(channels.filter((id) => id === "busy").length, limits.POST_BATCH_ROWS_MAX / 2);
  t.equal(channels.filter((id) => id === "quiet").length, 1);
  t.match(queue.takeTogether(), { orgId: "p", isPatient: false });
});

t.test("rows and channels of a statement are bounded", async (t) => {
  const channels = Array.from({ length: 100 }, (_, index) => [post(`${index}`), post(`${index}`)]);
  const queue = queueOf(["o", ...channels.flat()]);
  t.equal(queue.takeTogether()?.posts.length, 2 * limits.POST_BATCH_CHANNELS_MAX);
  t.equal(queue.takeTogether()?.posts.length, 2 * (100 - limits.POST_BATCH_CHANNELS_MAX));
  const busy = Array.from({ length: 300 }, () => post("c"));
  t.equal(queueOf(["o", ...busy]).takeTogether()?.posts.length, limits.POST_BATCH_ROWS_MAX);
  t.equal(queueOf(["o", ...busy]).takeLone()?.posts.length, limits.POST_BATCH_ROWS_MAX);
});

t.test("what was held comes first in its channel, and is taken by itself", async (t) => {
  const held = post("held", "1");
  const queue = queueOf(["o", held, post("free")]);
  const together = queue.takeTogether();
  const later = post("held", "2");
  queue.add("o", later);
  queue.add("o", post("free", "3"));
  t.equal(queue.takeHeld(), undefined, "not yet");
  if (together) {
    queue.put(together, [held]);
  }
  t.match(queue.takeTogether()?.posts, [{ message: { channelId: "free" } }], "others go on");
  t.equal(queue.takeTogether(), undefined);
  const alone = queue.takeHeld();
  t.match(alone, { isPatient: true });
  t.same(alone?.posts, [held, later]);
});
