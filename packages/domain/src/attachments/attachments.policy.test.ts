import t from "tap";
import type { ChannelAccess } from "../channels/channel-access.ts";
import { canReadAttachment, canServe } from "./attachments.policy.ts";

const actor = { orgId: "o", userId: "u", role: "member" } as const;
const inside: ChannelAccess = { type: "private", archived: false, role: "member" };
const outside: ChannelAccess = { ...inside, role: null };

t.test("who may read a file", async (t) => {
  const read = (isUploader: boolean, sentTo: ChannelAccess | null, deleted = false) =>
    canReadAttachment(actor, { isUploader, sentTo, deleted });
  t.equal(read(true, null), "allowed");
  t.equal(read(false, null), "not_found");
  t.equal(read(false, inside), "allowed");
  t.equal(read(false, outside), "not_found");
  t.equal(read(true, outside), "allowed", "what one has uploaded stays one's own");
  t.equal(read(true, inside, true), "not_found", "until its message is deleted");
  t.equal(read(false, { ...outside, type: "public" }), "allowed");
});

t.test("which bytes are served", async (t) => {
  const verdicts = ["pending", "clean", "infected", "failed", "unscanned"].map(canServe);
  t.same(verdicts, ["scan_pending", "allowed", "infected", "scan_failed", "allowed"]);
});
