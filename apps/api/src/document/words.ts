import type { Operation } from "@chat/contract";

export const INFO = {
  title: "Chat service",
  version: "0.1.0",
  description: `Channels, direct messages, threads, and events that are never lost.

Everything that happens is delivered over the WebSocket \`/ws\`; lists answer \`as_of_seq\`, from which to subscribe.
Every error is a problem document (RFC 9457) with a stable \`code\`; ids are UUIDs, times RFC 3339 in UTC, names \`snake_case\`.
A body with a field that is not documented is refused; later versions may add fields to answers.`,
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

const tags: Record<Operation["tag"], string> = {
  attachments: "Files: uploaded first, then sent with a message.",
  channels: "Public, private and direct channels.",
  members: "Who is in a channel, with which role, and how far they have read.",
  messages: "Messages, threads, pins and reactions.",
  notifications:
    "What the caller was told of, how they want to be told, and why they were or were not.",
  search: "Finding messages by what they say.",
  users: "The people of the organisation, their presence and status.",
};

export const TAGS = Object.entries(tags).map(([name, description]) => ({ name, description }));
