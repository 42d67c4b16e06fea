import type { History } from "../history.ts";
import { checkAccess } from "./access.ts";
import { checkDelivered } from "./delivered.ts";
import { checkFold } from "./fold.ts";
import { checkFrames } from "./frames.ts";
import { checkInTime } from "./in-time.ts";
import { checkNumbered } from "./numbered.ts";
import { checkOnce } from "./once.ts";
import { checkOrder } from "./order.ts";
import { checkResume } from "./resume.ts";
import type { Violation } from "./violation.ts";

/** Holds a history against every promise. */
export function checkHistory(history: History): Violation[] {
  return [
    checkNumbered,
    checkOrder,
    checkResume,
    checkDelivered,
    checkInTime,
    checkAccess,
    checkOnce,
    checkFold,
    checkFrames,
  ].flatMap((check) => check(history));
}
