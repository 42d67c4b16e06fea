import { parse } from "yaml";
import type { Advisory } from "./advisories.ts";

/** A known vulnerability that somebody has looked at, and that does not reach the service. */
interface Accepted {
  readonly advisory?: unknown;
  readonly reason?: unknown;
  /** YYYY-MM-DD. */
  readonly until?: unknown;
}

export function readAccepted(text: string): Accepted[] {
  return (parse(text) ?? []) as Accepted[];
}

/** Entries that do not say what, why and until when. */
export function judgeAccepted(accepted: readonly Accepted[]): string[] {
  const isText = (value: unknown) => typeof value === "string" && value.trim() !== "";
  const isDay = (value: unknown) =>
    /^\d{4}-\d{2}-\d{2}$/.test(String(value)) && !Number.isNaN(Date.parse(String(value)));
  return accepted
    .filter(({ advisory, reason, until }) => !(isText(advisory) && isText(reason) && isDay(until)))
    .map(({ advisory }) => `${advisory} is accepted without a reason or a day`);
}

/**
 * Advisories that nobody has accepted, or no longer.
 *
 * @param today YYYY-MM-DD
 */
export function judgeAdvisories(
  advisories: readonly Advisory[],
  accepted: readonly Accepted[],
  today: string,
): string[] {
  return advisories.flatMap(({ id, package: name, severity, title }) => {
    const entry = accepted.find(({ advisory }) => advisory === id);
    if (entry && today < String(entry.until)) {
      return [];
    }
    const expired = entry ? "; what accepted it has expired" : "";
    return [`${name}: ${title} (${severity}, ${id})${expired}`];
  });
}
