import Type from "typebox";
import { Closed, Uuid } from "../primitives.ts";
import { Channel, Member, MemberRole, Membership, Notify } from "../resources/channel.ts";
import { ChannelPage, pageQuery } from "../resources/list.ts";
import { ReadMarker } from "../resources/read-marker.ts";
import { defineOperation } from "./operation.ts";

const channelParams = Closed({ channelId: Uuid });
const memberParams = Closed({ channelId: Uuid, userId: Uuid });

export const joinChannel = defineOperation({
  id: "joinChannel",
  tag: "members",
  summary: "Join a public channel",
  method: "POST",
  path: "/channels/:channelId/join",
  params: channelParams,
  answers: { 200: Channel },
  errors: ["not_found", "channel_archived", "busy"],
});

export const leaveChannel = defineOperation({
  id: "leaveChannel",
  tag: "members",
  summary: "Leave a channel",
  description: "The last owner cannot leave while others remain.",
  method: "POST",
  path: "/channels/:channelId/leave",
  params: channelParams,
  answers: { 204: null },
  errors: ["not_found", "last_owner", "direct_channel", "busy"],
});

export const listMembers = defineOperation({
  id: "listMembers",
  tag: "members",
  summary: "The members of a channel",
  method: "GET",
  path: "/channels/:channelId/members",
  params: channelParams,
  query: Type.Object(pageQuery),
  answers: { 200: ChannelPage("MemberList", Member) },
  errors: ["not_found", "invalid_cursor"],
});

export const addMember = defineOperation({
  id: "addMember",
  tag: "members",
  summary: "Add a user of the organisation to a channel",
  description: "Any member adds members; 200 for who is one already, whose role stays as it is.",
  method: "POST",
  path: "/channels/:channelId/members",
  params: channelParams,
  body: Closed({ user_id: Uuid, role: Type.Optional(MemberRole) }),
  answers: { 200: Member, 201: Member },
  errors: ["not_found", "not_a_member", "forbidden", "direct_channel", "channel_archived", "busy"],
});

export const changeMemberRole = defineOperation({
  id: "changeMemberRole",
  tag: "members",
  summary: "Change the role of a member",
  method: "PUT",
  path: "/channels/:channelId/members/:userId",
  params: memberParams,
  body: Closed({ role: MemberRole }),
  answers: { 200: Member },
  errors: [
    "not_found",
    "not_a_member",
    "forbidden",
    "direct_channel",
    "channel_archived",
    "last_owner",
    "busy",
  ],
});

export const removeMember = defineOperation({
  id: "removeMember",
  tag: "members",
  summary: "Remove a member from a channel",
  method: "DELETE",
  path: "/channels/:channelId/members/:userId",
  params: memberParams,
  answers: { 204: null },
  errors: ["not_found", "not_a_member", "forbidden", "direct_channel", "last_owner", "busy"],
});

export const changeMembership = defineOperation({
  id: "changeMembership",
  tag: "members",
  summary: "Mute a channel, or choose what of it notifies the caller",
  description: "Absent fields stay as they are.",
  method: "PUT",
  path: "/channels/:channelId/membership",
  params: channelParams,
  body: Closed({ muted: Type.Optional(Type.Boolean()), notify: Type.Optional(Notify) }),
  answers: { 200: Membership },
  errors: ["not_found", "not_a_member"],
});

export const markChannelRead = defineOperation({
  id: "markChannelRead",
  tag: "members",
  summary: "Move the caller's read marker of a channel",
  description:
    "To the message, or to the newest one. It never moves back, unless `force` sets it to just before the message, which marks that one unread.",
  method: "POST",
  path: "/channels/:channelId/read",
  params: channelParams,
  body: Closed({
    message_id: Type.Optional(Uuid),
    force: Type.Optional(
      Type.Boolean({ description: "Set the marker to just before the message, backwards too" }),
    ),
  }),
  answers: { 200: ReadMarker },
  errors: ["not_found", "not_a_member"],
});
