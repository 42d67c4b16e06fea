import { ORG_ID, USER, userId } from "../seed/shape.ts";

/** Callers, in the shape that queries take them. */
function caller(number: number) {
  return { orgId: ORG_ID, userId: userId(number) };
}

export const upToDate = caller(USER.upToDate);
export const farBehind = caller(USER.farBehind);
export const diarist = caller(USER.diarist);
export const joiner = caller(USER.joiner);
export const guest = caller(USER.guest);
export const outsider = caller(USER.outsider);
