import type { operations } from "@chat/contract";
import { ChatError } from "./errors.ts";

/** The operation that gives a cursor out, and alone takes it back. */
type List = keyof typeof operations;

/** Opaque to clients: base64url of the list and the key of the page's last item. */
export function encodeCursor(list: List, key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString("base64url");
}

/**
 * @param pattern what each part of the key must look like
 * @throws {ChatError} `invalid_cursor` for anything that this list did not give out
 */
export function decodeCursor(list: List, cursor: string, pattern: readonly RegExp[]): string[] {
  const [name, ...key] = parse(cursor);
  const fits =
    name === list &&
    key.length === pattern.length &&
    pattern.every((part, index) => isPart(key[index]) && part.test(String(key[index])));
  if (!fits) {
    throw new ChatError("invalid_cursor");
  }
  return key.map(String);
}

function isPart(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function parse(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** Before every id. */
export const CURSOR_FIRST_ID = "00000000-0000-0000-0000-000000000000";
export const CURSOR_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const CURSOR_SEQ = /^\d{1,15}$/;
