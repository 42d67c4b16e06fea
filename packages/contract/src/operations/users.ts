import Type from "typebox";
import {
  PRESENCE_USERS_MAX,
  STATUS_EMOJI_LENGTH_MAX,
  STATUS_TEXT_LENGTH_MAX,
  USER_SEARCH_LENGTH_MAX,
} from "../limits.ts";
import { Closed, Nullable, Text, Uuid, UuidList } from "../primitives.ts";
import { Page, pageQuery } from "../resources/list.ts";
import { Presence, User, UserStatus } from "../resources/user.ts";
import { defineOperation } from "./operation.ts";

export const getMe = defineOperation({
  id: "getMe",
  tag: "users",
  summary: "The caller",
  method: "GET",
  path: "/users/me",
  answers: { 200: User },
  errors: [],
});

export const listUsers = defineOperation({
  id: "listUsers",
  tag: "users",
  summary: "The users that the caller may see",
  description: "Guests see those with whom they share a channel.",
  method: "GET",
  path: "/users",
  query: Type.Object({
    ...pageQuery,
    q: Type.Optional(Text(1, USER_SEARCH_LENGTH_MAX)),
  }),
  answers: { 200: Page("UserList", User) },
  errors: ["invalid_cursor"],
});

export const getUser = defineOperation({
  id: "getUser",
  tag: "users",
  summary: "One user",
  method: "GET",
  path: "/users/:userId",
  params: Closed({ userId: Uuid }),
  answers: { 200: User },
  errors: ["not_found"],
});

export const listPresence = defineOperation({
  id: "listPresence",
  tag: "users",
  summary: "Who is there",
  description: "Of the named users; without names, a page of all that the caller may see.",
  method: "GET",
  path: "/users/presence",
  query: Type.Object({
    ...pageQuery,
    user_ids: Type.Optional(UuidList(PRESENCE_USERS_MAX)),
  }),
  answers: { 200: Page("PresenceList", Presence) },
  errors: ["invalid_cursor"],
});

export const setStatus = defineOperation({
  id: "setStatus",
  tag: "users",
  summary: "Set the caller's status",
  description: "What is absent is cleared.",
  method: "PUT",
  path: "/users/status",
  body: Closed({
    status: UserStatus,
    status_text: Type.Optional(Nullable(Text(0, STATUS_TEXT_LENGTH_MAX))),
    status_emoji: Type.Optional(Nullable(Text(0, STATUS_EMOJI_LENGTH_MAX))),
    expires_at: Type.Optional(
      Nullable(
        Type.String({
          description: "RFC 3339 with an offset or Z",
          examples: ["2026-11-24T17:00:00Z"],
          pattern:
            "^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})$",
        }),
      ),
    ),
  }),
  answers: { 200: User },
  errors: [],
});
