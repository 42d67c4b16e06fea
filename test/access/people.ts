import { randomUUID } from "node:crypto";
import { uploaded } from "../support/upload.ts";
import { createChannel, type World, type WorldUser } from "../support/world.ts";
import type { People } from "./actions/outside.ts";

/** A caller of their own for one call, among people whom they know or do not know. */
export async function gatherPeople(
  world: World,
  role: "admin" | "member" | "guest",
): Promise<{ caller: WorldUser; people: People }> {
  const [caller, foreigner] = [world.user({ role }), world.user({ org_id: randomUUID() })];
  const [acquaintance, correspondent, unseen] = [world.user(), world.user(), world.user()];
  const everybody = [caller, acquaintance, correspondent, unseen, foreigner];
  await Promise.all(everybody.map((user) => user.rest("GET", "/users/me")));
  await createChannel(acquaintance, { type: "private", member_ids: [caller.id] });
  await correspondent.rest("POST", "/dm", { user_id: caller.id });
  const people = {
    oneself: caller.id,
    acquaintance: acquaintance.id,
    correspondent: correspondent.id,
    unseen: unseen.id,
    foreigner: foreigner.id,
    ownFile: (await uploaded(caller, "text")).id,
    anothersFile: (await uploaded(acquaintance, "text")).id,
  };
  return { caller, people };
}
