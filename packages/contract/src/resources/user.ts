import Type, { type Static } from "typebox";
import { Closed, Nullable, OneOf, Timestamp, Uuid } from "../primitives.ts";

export const UserRole = OneOf(["admin", "member", "guest"], { title: "UserRole" });
export type UserRole = Static<typeof UserRole>;

export const UserStatus = OneOf(["online", "away", "dnd", "offline"], { title: "UserStatus" });
export type UserStatus = Static<typeof UserStatus>;

const presence = {
  status: UserStatus,
  status_text: Nullable(Type.String()),
  status_emoji: Nullable(Type.String()),
  status_expires_at: Nullable(Timestamp),
  last_active_at: Nullable(Timestamp),
};

/** Whether somebody is there, and what they say about it. */
export const Presence = Closed(
  { user_id: Uuid, ...presence },
  {
    title: "Presence",
    description: "Whether somebody is there, and what they say about it.",
  },
);
export type Presence = Static<typeof Presence>;

/** A person of the organisation, projected from the claims of their tokens. */
export const User = Closed(
  {
    id: Uuid,
    org_id: Uuid,
    name: Type.String({ examples: ["Ada Lovelace"] }),
    email: Nullable(Type.String({ examples: ["ada@example.com"] })),
    picture: Nullable(Type.String()),
    role: UserRole,
    ...presence,
  },
  {
    title: "User",
    description: "A person of the organisation, projected from the claims of their tokens.",
  },
);
export type User = Static<typeof User>;
