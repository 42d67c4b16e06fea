import { randomUUID } from "node:crypto";
import type { Operation } from "@chat/contract";
import { createBrowserKeys } from "../support/push-keys.ts";
import type { Call } from "./call.ts";
import type { Schema } from "./schema.ts";
import type { Ids } from "./service.ts";

/** A request of the operation that must be granted. */
export function exampleCall({ id, params, query, body, multipart }: Operation, ids: Ids): Call {
  const fields = body ?? multipart;
  const asked = Object.entries(required(query as Schema | undefined, ids));
  return {
    // The owner cannot leave the others behind.
    by: id === "leaveChannel" ? 1 : 0,
    params: required(params as Schema | undefined, ids),
    query: asked.map(([name, value]) => [name, encodeURIComponent(String(value))]),
    ...(fields ? { body: required(fields as Schema, ids) } : {}),
  };
}

function required(schema: Schema = {}, ids: Ids): Record<string, unknown> {
  const names = schema.required ?? [];
  return Object.fromEntries(names.map((name) => [name, exampleOf(name, ids)]));
}

function exampleOf(name: string, { attachments, channels, messages, users }: Ids): unknown {
  const values: Readonly<Record<string, unknown>> = {
    attachmentId: attachments[0],
    channelId: channels[0],
    messageId: messages[0],
    userId: users[0],
    user_id: users[0],
    name: `example-${randomUUID()}`,
    content: "hello",
    file: "hello",
    emoji: "👍",
    q: "hello",
    role: "member",
    status: "away",
    message_id: messages[0],
    endpoint: `https://push.example.com/${randomUUID()}`,
    keys: createBrowserKeys().keys,
  };
  if (!(name in values)) {
    throw new Error(`there is no example of ${name}`);
  }
  return values[name];
}
