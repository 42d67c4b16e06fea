import Type from "typebox";
import { CHANNEL_CREATE_MEMBERS_MAX, CHANNEL_NAME_LENGTH_MAX } from "../limits.ts";
import { Closed, OneOf, Text, Uuid } from "../primitives.ts";
import {
  Channel,
  ChannelDescription,
  ChannelName,
  ChannelTopic,
  Member,
  MemberRole,
} from "../resources/channel.ts";
import { ChannelPage, Page, pageQuery } from "../resources/list.ts";
import { defineOperation } from "./operation.ts";

const channelParams = Closed({ channelId: Uuid });
const memberParams = Closed({ channelId: Uuid, userId: Uuid });

export const createChannel = defineOperation({
  id: "createChannel",
  tag: "channels",
  summary: "Create a channel; the caller becomes its owner",
  method: "POST",
  path: "/channels",
  body: Closed({
    name: ChannelName,
    type: Type.Optional(OneOf("public", "private")),
    topic: Type.Optional(ChannelTopic),
    description: Type.Optional(ChannelDescription),
    member_ids: Type.Optional(Type.Array(Uuid, { maxItems: CHANNEL_CREATE_MEMBERS_MAX })),
  }),
  answers: { 201: Channel },
  errors: ["forbidden", "not_found", "name_taken", "busy"],
});

export const listChannels = defineOperation({
  id: "listChannels",
  tag: "channels",
  summary: "All channels that the caller may see; `q` filters by name",
  method: "GET",
  path: "/channels",
  query: Type.Object({
    ...pageQuery,
    q: Type.Optional(Text(1, CHANNEL_NAME_LENGTH_MAX)),
  }),
  answers: { 200: Page(Channel) },
  errors: ["invalid_cursor"],
});

export const getChannel = defineOperation({
  id: "getChannel",
  tag: "channels",
  summary: "One channel, with the caller's membership",
  method: "GET",
  path: "/channels/:channelId",
  params: channelParams,
  answers: { 200: Channel },
  errors: ["not_found"],
});

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
  answers: { 200: ChannelPage(Member) },
  errors: ["not_found", "invalid_cursor"],
});

export const addMember = defineOperation({
  id: "addMember",
  tag: "members",
  summary: "Add a user of the organisation to a channel",
  method: "POST",
  path: "/channels/:channelId/members",
  params: channelParams,
  body: Closed({ user_id: Uuid, role: Type.Optional(MemberRole) }),
  answers: { 200: Member, 201: Member },
  errors: ["not_found", "not_a_member", "forbidden", "direct_channel", "channel_archived", "busy"],
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
