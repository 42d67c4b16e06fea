import Type from "typebox";
import { CHANNEL_CREATE_MEMBERS_MAX, CHANNEL_NAME_LENGTH_MAX } from "../limits.ts";
import { Closed, OneOf, Text, Uuid } from "../primitives.ts";
import { Channel, ChannelDescription, ChannelName, ChannelTopic } from "../resources/channel.ts";
import { Page, pageQuery } from "../resources/list.ts";
import { defineOperation } from "./operation.ts";

const channelParams = Closed({ channelId: Uuid });

/** What keeps a caller from managing a channel. */
const managed = ["not_found", "not_a_member", "forbidden", "direct_channel", "busy"] as const;

export const createChannel = defineOperation({
  id: "createChannel",
  tag: "channels",
  summary: "Create a channel",
  description: "The caller becomes its owner; the named users become members. Guests create none.",
  method: "POST",
  path: "/channels",
  body: Closed({
    name: ChannelName,
    type: Type.Optional(OneOf(["public", "private"])),
    topic: Type.Optional(ChannelTopic),
    description: Type.Optional(ChannelDescription),
    member_ids: Type.Optional(Type.Array(Uuid, { maxItems: CHANNEL_CREATE_MEMBERS_MAX })),
  }),
  answers: { 200: Channel, 201: Channel },
  errors: ["forbidden", "not_found", "name_taken", "busy"],
});

export const listChannels = defineOperation({
  id: "listChannels",
  tag: "channels",
  summary: "All channels that the caller may see",
  method: "GET",
  path: "/channels",
  query: Type.Object({
    ...pageQuery,
    q: Type.Optional(Text(1, CHANNEL_NAME_LENGTH_MAX)),
  }),
  answers: { 200: Page("ChannelList", Channel) },
  errors: ["invalid_cursor"],
});

export const listJoinedChannels = defineOperation({
  id: "listJoinedChannels",
  tag: "channels",
  summary: "The channels that the caller is a member of",
  description: "Direct channels too.",
  method: "GET",
  path: "/channels/joined",
  query: Type.Object(pageQuery),
  answers: { 200: Page("ChannelList", Channel) },
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

export const updateChannel = defineOperation({
  id: "updateChannel",
  tag: "channels",
  summary: "Change the name, topic or description of a channel",
  description: "Absent fields stay as they are.",
  method: "PUT",
  path: "/channels/:channelId",
  params: channelParams,
  body: Closed({
    name: Type.Optional(ChannelName),
    topic: Type.Optional(ChannelTopic),
    description: Type.Optional(ChannelDescription),
  }),
  answers: { 200: Channel },
  errors: [...managed, "channel_archived", "name_taken"],
});

export const deleteChannel = defineOperation({
  id: "deleteChannel",
  tag: "channels",
  summary: "Delete a channel with everything in it",
  method: "DELETE",
  path: "/channels/:channelId",
  params: channelParams,
  answers: { 204: null },
  errors: managed,
});

export const archiveChannel = defineOperation({
  id: "archiveChannel",
  tag: "channels",
  summary: "Archive a channel",
  description: "It becomes read-only.",
  method: "POST",
  path: "/channels/:channelId/archive",
  params: channelParams,
  answers: { 200: Channel },
  errors: managed,
});

export const unarchiveChannel = defineOperation({
  id: "unarchiveChannel",
  tag: "channels",
  summary: "Open an archived channel again",
  method: "POST",
  path: "/channels/:channelId/unarchive",
  params: channelParams,
  answers: { 200: Channel },
  errors: managed,
});
