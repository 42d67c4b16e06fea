import { invalid } from "../../errors.ts";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** What a query says of time: from one moment on, before another. */
export interface Period {
  readonly since: Date | undefined;
  readonly until: Date | undefined;
}

/**
 * The day itself is neither before nor after itself.
 *
 * @throws {ChatError} `invalid_request` where it is no day
 */
export function periodOf(operator: "before" | "after" | "on", value: string): Period {
  const start = new Date(`${value}T00:00:00.000Z`);
  const isDay = DAY.test(value) && !Number.isNaN(start.getTime());
  if (!isDay || start.toISOString().slice(0, 10) !== value) {
    throw invalid("querystring.q", `has ${operator}: without a day, which is written 2026-11-24`);
  }
  const end = new Date(start.getTime() + DAY_MS);
  switch (operator) {
    case "before":
      return { since: undefined, until: start };
    case "after":
      return { since: end, until: undefined };
    case "on":
      return { since: start, until: end };
  }
}

/** What lies in both. */
export function intersect(one: Period, other: Period): Period {
  const times = (key: keyof Period) => [one[key], other[key]].filter((time) => time !== undefined);
  const [since] = times("since").toSorted((a, b) => b.getTime() - a.getTime());
  const [until] = times("until").toSorted((a, b) => a.getTime() - b.getTime());
  return { since, until };
}
