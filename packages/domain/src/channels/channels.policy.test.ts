import type { ChannelType, MemberRole, UserRole } from "@chat/contract";
import t from "tap";
import type { Actor } from "../actor.ts";
import {
  canAddMember,
  canJoin,
  canLeave,
  canRemoveMember,
  canStopOwning,
} from "../members/members.policy.ts";
import { canCreateChannel, canPost, canRead } from "./channels.policy.ts";

const actor = (role: UserRole): Actor => ({ orgId: "o", userId: "u", role });
const access = (type: ChannelType, role: MemberRole | null, archived = false) => ({
  type,
  role,
  archived,
});

t.test("a public channel is read by all but guests, who must be members", async (t) => {
  t.equal(canRead(actor("member"), access("public", null)), "allowed");
  t.equal(canRead(actor("guest"), access("public", null)), "not_found");
  t.equal(canRead(actor("guest"), access("public", "member")), "allowed");
});

t.test("private and direct channels do not exist for others, org admins too", async (t) => {
  for (const type of ["private", "direct"] as const) {
    t.equal(canRead(actor("admin"), access(type, null)), "not_found", type);
    t.equal(canPost(actor("admin"), access(type, null)), "not_found", type);
    t.equal(canJoin(actor("admin"), access(type, null)), "not_found", type);
    t.equal(canRead(actor("member"), access(type, "member")), "allowed", type);
  }
});

t.test("only members post, and nobody in an archived channel", async (t) => {
  t.equal(canPost(actor("member"), access("public", null)), "not_a_member");
  t.equal(canPost(actor("member"), access("public", "member")), "allowed");
  t.equal(canPost(actor("member"), access("public", "owner", true)), "channel_archived");
  t.equal(canPost(actor("member"), access("public", null, true)), "not_a_member");
});

t.test("joining again is allowed, joining an archived channel is not", async (t) => {
  t.equal(canJoin(actor("member"), access("public", "member", true)), "allowed");
  t.equal(canJoin(actor("member"), access("public", null, true)), "channel_archived");
  t.equal(canJoin(actor("member"), access("public", null)), "allowed");
});

t.test("members add members; higher roles are granted by those who may grant them", async (t) => {
  const member = actor("member");
  t.equal(canAddMember(member, access("private", "member"), "member"), "allowed");
  t.equal(canAddMember(member, access("private", "member"), "admin"), "forbidden");
  t.equal(canAddMember(member, access("private", "admin"), "admin"), "allowed");
  t.equal(canAddMember(member, access("private", "admin"), "owner"), "forbidden");
  t.equal(canAddMember(member, access("public", null), "member"), "not_a_member");
  t.equal(canAddMember(actor("admin"), access("public", null), "owner"), "allowed");
  t.equal(canAddMember(member, access("direct", "member"), "member"), "direct_channel");
});

t.test("others are removed by owners, admins and, where public, org admins", async (t) => {
  t.equal(canRemoveMember(actor("member"), access("public", "member"), "member"), "forbidden");
  t.equal(canRemoveMember(actor("member"), access("public", "admin"), "member"), "allowed");
  t.equal(canRemoveMember(actor("member"), access("public", "admin"), "owner"), "forbidden");
  t.equal(canRemoveMember(actor("admin"), access("public", null), "owner"), "allowed");
  t.equal(canRemoveMember(actor("admin"), access("private", null), "member"), "not_found");
  t.equal(canRemoveMember(actor("admin"), access("private", "member"), "member"), "forbidden");
});

t.test("the last owner stays while others do; nobody leaves a direct channel", async (t) => {
  t.equal(canStopOwning(1, 2), "last_owner");
  t.equal(canStopOwning(2, 2), "allowed");
  t.equal(canStopOwning(1, 1), "allowed");
  t.equal(canLeave(actor("member"), access("direct", "member")), "direct_channel");
  t.equal(canLeave(actor("member"), access("public", "member", true)), "allowed");
});

t.test("guests create no channels", async (t) => {
  t.equal(canCreateChannel(actor("guest")), "forbidden");
  t.equal(canCreateChannel(actor("member")), "allowed");
});
