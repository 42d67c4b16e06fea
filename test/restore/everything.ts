import { createHash } from "node:crypto";
import type { Message } from "@chat/contract";
import type { Rest } from "../support/rest.ts";
import { type Activity, WORD } from "./activity.ts";

const LIMIT = 50;

/** Answers by who asked what. */
export type Everything = ReadonlyMap<string, unknown>;

/** All that the people are shown: every page of every list, and the hash of every file. */
export async function readEverything(apiUrl: string, activity: Activity): Promise<Everything> {
  const seen = new Map<string, unknown>();
  for (const person of activity.people) {
    const rest = person.at(apiUrl);
    const read = async (path: string) => {
      const answers = await readPages(rest, path);
      seen.set(`${person.name} ${path}`, answers);
      return answers;
    };
    await readOwn(read, activity);
    for (const { id } of activity.channels) {
      const messages = await readChannel(read, id);
      for (const { id: attachmentId } of messages.flatMap((message) => message.attachments)) {
        await read(`/attachments/${attachmentId}`);
        const hash = await hashFile(`${apiUrl}/api/v1/attachments/${attachmentId}/content`, person);
        seen.set(`${person.name} file ${attachmentId}`, hash);
      }
    }
  }
  return seen;
}

type Read = (path: string) => Promise<readonly Page[]>;

interface Page {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  readonly body: any;
}

async function readOwn(read: Read, { people }: Activity): Promise<void> {
  // By relevance the score would change with the age of what is found.
  for (const path of [
    "/users/me",
    "/users",
    "/channels",
    "/channels/joined",
    "/notifications",
    "/notifications/preferences",
    `/search?q=${WORD}&sort=newest`,
    "/search?q=kraken&sort=newest",
    "/search?q=gone&sort=newest",
  ]) {
    await read(path);
  }
  for (const { id } of people) {
    await read(`/users/${id}`);
    await read(`/dm/${id}`);
  }
}

async function readChannel(read: Read, id: string): Promise<Message[]> {
  await read(`/channels/${id}`);
  await read(`/channels/${id}/members`);
  await read(`/channels/${id}/messages/pinned`);
  const pages = await read(`/channels/${id}/messages`);
  const messages: Message[] = pages.flatMap(({ body }) => body.items ?? []);
  for (const message of messages) {
    await read(`/messages/${message.id}`);
    await read(`/messages/${message.id}/thread`);
    await read(`/notifications/explain?message_id=${message.id}`);
  }
  return messages;
}

async function readPages(rest: Rest, path: string): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | null = null;
  do {
    const query = [`limit=${LIMIT}`, ...(cursor === null ? [] : [`cursor=${cursor}`])].join("&");
    const { status, body } = await rest("GET", `${path}${path.includes("?") ? "&" : "?"}${query}`);
    const { request_id: _requestId, next_cursor: nextCursor = null, ...shown } = body ?? {};
    pages.push({ status, body: shown });
    // What it holds is nobody's business: that of a search has the time at which it began.
    cursor = nextCursor;
  } while (cursor !== null);
  return pages;
}

export async function hashFile(url: string, { token }: { token: string }): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const redirect = await fetch(url, { headers, redirect: "manual" });
  if (redirect.status !== 302) {
    return `refused with ${redirect.status}`;
  }
  const content = await fetch(redirect.headers.get("location") ?? "");
  const bytes = Buffer.from(await content.arrayBuffer());
  return createHash("sha256").update(bytes).digest("hex");
}

/** What is not the same, or there only once. */
export function differences(before: Everything, after: Everything): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => JSON.stringify(before.get(key)) !== JSON.stringify(after.get(key)),
  );
}

/** Whether workers have done all that they owe these answers. */
export function isSettled(seen: Everything): boolean {
  const text = JSON.stringify([...seen.values()]);
  return !text.includes('"status":"pending"');
}
