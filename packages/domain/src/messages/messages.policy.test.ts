import type { ChannelType, MemberRole, UserRole } from "@chat/contract";
import t from "tap";
import type { Actor } from "../actor.ts";
import { canDelete, canEdit } from "./messages.policy.ts";

const actor = (role: UserRole): Actor => ({ orgId: "o", userId: "u", role });
const access = (type: ChannelType, role: MemberRole | null, archived = false) => ({
  type,
  role,
  archived,
});

t.test("an author edits while they may post, nobody else does", async (t) => {
  t.equal(canEdit(actor("member"), access("public", "member"), true), "allowed");
  t.equal(canEdit(actor("admin"), access("public", "owner"), false), "forbidden");
  t.equal(canEdit(actor("admin"), access("public", null), true), "not_a_member");
  t.equal(canEdit(actor("member"), access("private", null), true), "not_found");
  t.equal(canEdit(actor("member"), access("public", "member", true), true), "channel_archived");
});

t.test("who may not at all is told so in an archived channel, too", async (t) => {
  const member = actor("member");
  t.equal(canEdit(member, access("public", "owner", true), false), "forbidden");
  t.equal(canEdit(member, access("public", null, true), true), "not_a_member");
  t.equal(canDelete(member, access("public", "member", true), false), "forbidden");
  t.equal(canDelete(member, access("public", "admin", true), false), "channel_archived");
});

t.test("authors delete, and moderators where there are any", async (t) => {
  t.equal(canDelete(actor("member"), access("private", "member"), true), "allowed");
  t.equal(canDelete(actor("member"), access("private", "admin"), false), "allowed");
  t.equal(canDelete(actor("admin"), access("public", null), false), "allowed");
  t.equal(canDelete(actor("admin"), access("private", "member"), false), "forbidden");
  t.equal(canDelete(actor("admin"), access("direct", "member"), false), "forbidden");
  t.equal(canDelete(actor("member"), access("public", null), true), "not_a_member");
});
