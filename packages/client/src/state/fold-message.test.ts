import { randomUUID } from "node:crypto";
import type { DurableEvent, Message } from "@chat/contract";
import t from "tap";
import { foldHistory } from "./fold-history.ts";

const at = "2026-01-01T00:00:00.000Z";
const channel_id = randomUUID();
const root: Message = {
  id: randomUUID(),
  channel_id,
  seq: 1,
  user_id: randomUUID(),
  thread_id: null,
  content: "root",
  client_id: null,
  mentions: { user_ids: [], channel: false, here: false },
  attachments: [],
  reactions: [],
  reply_count: 0,
  last_reply_at: null,
  reply_user_ids: [],
  pinned_at: null,
  pinned_by: null,
  edited_at: null,
  deleted_at: null,
  created_at: at,
};

const head = (seq: number) => ({ channel_id, seq, timestamp: at });
const rootWith = (reply_count: number) => ({
  id: root.id,
  reply_count,
  last_reply_at: reply_count === 0 ? null : at,
  reply_user_ids: [],
});
function replied(seq: number, count: number): DurableEvent {
  const reply = { ...root, id: randomUUID(), seq, thread_id: root.id };
  return { ...head(seq), type: "message", payload: { ...reply, root: rootWith(count) } };
}
function unreplied(seq: number, count: number): DurableEvent {
  const deletion = { id: randomUUID(), thread_id: root.id, deleted_at: at };
  return { ...head(seq), type: "message_delete", payload: { ...deletion, root: rootWith(count) } };
}
function deleted(seq: number): DurableEvent {
  const payload = { id: root.id, thread_id: null, deleted_at: at };
  return { ...head(seq), type: "message_delete", payload };
}
const empty = { items: [], as_of_seq: 0, newest: true };

t.test("a root that is deleted only later stays while its replies come and go", async (t) => {
  // What is replayed of a deleted message says so from its first event on.
  const blank = { ...root, content: "", deleted_at: at, reply_count: 1 };
  const posted: DurableEvent = { ...head(1), type: "message", payload: blank };
  const events = [posted, replied(2, 1), unreplied(3, 0), replied(4, 1), deleted(5)];
  const page = events.reduce(foldHistory, empty);
  t.match(page.items, [{ id: root.id, deleted_at: at, reply_count: 1, content: "" }]);
  t.same(foldHistory(page, unreplied(6, 0)).items, [], "the tombstone goes with its last reply");
});

t.test("what a page knows already changes nothing", async (t) => {
  const page = { items: [root], as_of_seq: 3, newest: true };
  t.equal(foldHistory(page, deleted(3)), page);
  t.same(foldHistory(page, deleted(4)).items, []);
  const other = foldHistory(page, replied(4, 1));
  t.equal(other.items[0]?.reply_count, 1);
  t.equal(page.items[0]?.reply_count, 0, "nor is anything changed in place");
});

t.test("an attachment's event changes it in the message that carries it", async (t) => {
  const attachment = {
    id: randomUUID(),
    name: "plan.pdf",
    content_type: "application/pdf",
    size: 10,
    sha256: "00",
    status: "pending" as const,
    width: null,
    height: null,
    thumbnail: null,
  };
  const other = { ...attachment, id: randomUUID() };
  const message = { ...root, attachments: [other, attachment] };
  const clean = { ...attachment, status: "clean" as const };
  const page = { items: [root, message], as_of_seq: 1, newest: true };
  const event: DurableEvent = { ...head(2), type: "attachment", payload: clean };
  const folded = foldHistory(page, event);
  t.same(folded.items[1]?.attachments, [other, clean]);
  t.equal(folded.items[0], root, "and no other message");
});
