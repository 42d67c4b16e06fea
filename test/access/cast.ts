import { randomUUID } from "node:crypto";
import type { World, WorldUser } from "../support/world.ts";

/** Who calls, by the names of the columns in `docs/access.md`. */
export interface Cast {
  readonly world: World;
  /** Their places in a channel come from its stage. */
  readonly callers: Readonly<Record<string, WorldUser>>;
  /** A user whom guests see: they share a channel elsewhere. */
  readonly acquaintance: WorldUser;
  readonly acquaintedChannelId: string;
  readonly otherOrgId: string;
}

/** Callers of another organisation, to whom nothing of this one is visible. */
export const FOREIGNERS = ["other organisation", "other organisation admin"] as const;

/** Makes everybody a user that the service knows. */
export async function createCast(world: World): Promise<Cast> {
  const otherOrgId = randomUUID();
  const [guest, guestMember] = [world.user({ role: "guest" }), world.user({ role: "guest" })];
  const [orgAdmin, orgAdminMember] = [world.user({ role: "admin" }), world.user({ role: "admin" })];
  const [member, outsider] = [world.user(), world.user()];
  const callers = {
    owner: world.user(),
    admin: world.user(),
    member,
    "guest member": guestMember,
    "org admin member": orgAdminMember,
    participant: member,
    "guest participant": guestMember,
    "org admin participant": orgAdminMember,
    "org admin": orgAdmin,
    reader: outsider,
    stranger: outsider,
    guest,
    [FOREIGNERS[0]]: world.user({ org_id: otherOrgId }),
    [FOREIGNERS[1]]: world.user({ org_id: otherOrgId, role: "admin" }),
  };
  const acquaintance = world.user();
  const everybody = new Set([...Object.values(callers), acquaintance]);
  await Promise.all([...everybody].map((user) => user.rest("GET", "/users/me")));
  const acquainted = await acquaintance.rest("POST", "/channels", {
    name: "acquainted",
    type: "private",
    member_ids: [guest.id, guestMember.id],
  });
  return { world, callers, acquaintance, acquaintedChannelId: acquainted.body.id, otherOrgId };
}

/** @throws when the page names a caller that nobody plays */
export function callerOf(cast: Cast, name: string): WorldUser {
  const caller = cast.callers[name];
  if (!caller) {
    throw new Error(`nobody plays the caller "${name}"`);
  }
  return caller;
}
