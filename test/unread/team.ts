import assert from "node:assert/strict";
import type { Channel } from "@chat/contract";
import { createChannel, type World, type WorldUser } from "../support/world.ts";
import type { ModelChannel } from "./model.ts";
import { USERS } from "./steps.ts";

/** A few users with a public, a private and a direct channel, and the model of these. */
export interface Team {
  /** User 0 owns the channels that have an owner; the last one is a guest. */
  readonly users: readonly WorldUser[];
  readonly everybody: readonly number[];
  readonly guests: ReadonlySet<number>;
  readonly channels: readonly ModelChannel[];
}

export async function createTeam(world: World): Promise<Team> {
  const guest = USERS - 1;
  const everybody = Array.from({ length: USERS }, (_, user) => user);
  const users = everybody.map((user) => world.user(user === guest ? { role: "guest" } : {}));
  // Known from their first request on.
  await Promise.all(users.map(({ rest }) => rest("GET", "/users/me")));
  const [ada, bob] = users as [WorldUser, WorldUser];
  const direct = await ada.rest("POST", "/dm", { user_id: bob.id });
  assert.equal(direct.status, 201);
  const channels = [
    toModel(await createChannel(ada), [0]),
    toModel(await createChannel(ada, { type: "private", member_ids: [bob.id] }), [0, 1]),
    toModel(direct.body, [0, 1]),
  ];
  return { users, everybody, guests: new Set([guest]), channels };
}

function toModel({ id, type, last_seq: lastSeq }: Channel, members: number[]): ModelChannel {
  return {
    id,
    type,
    lastSeq,
    members: new Map(members.map((user) => [user, lastSeq])),
    messages: [],
    threadReads: new Map(),
  };
}
