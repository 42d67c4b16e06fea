import { readFile } from "node:fs/promises";

const PAGE = new URL("../../docs/access.md", import.meta.url);

/** One cell of the page: what an action in a place is answered when a caller does it. */
export interface Cell {
  readonly action: string;
  readonly place: Place;
  readonly caller: string;
  readonly expected: string;
}

export function nameOf({ action, place, caller }: Omit<Cell, "expected">): string {
  return `${action} / ${place.toLowerCase().replace(" channel", "")} / ${caller}`;
}

/** The headings of the page under which its tables of actions stand. */
export const CHANNEL_PLACES = [
  "Public channel",
  "Private channel",
  "Archived public channel",
  "Archived private channel",
  "Direct channel",
] as const;
export const OUTSIDE = "Outside of channels";
export type ChannelPlace = (typeof CHANNEL_PLACES)[number];
export type Place = ChannelPlace | typeof OUTSIDE;

/** What the words of the page's cells stand for. */
const ANSWERS: Readonly<Record<string, string>> = {
  "200": "200",
  "201": "201",
  "204": "204",
  "302": "302",
  hidden: "404 not_found",
  member: "403 not_a_member",
  role: "403 forbidden",
  archived: "409 channel_archived",
  direct: "409 direct_channel",
  owner: "409 last_owner",
};

/** Every cell of the page. A row may name several actions, a column several callers. */
export async function readPage(): Promise<Cell[]> {
  const text = await readFile(PAGE, "utf8");
  const sections = text.split(/^## /m).map((section) => {
    const [heading = "", ...lines] = section.split("\n");
    return { heading, lines };
  });
  const places: readonly Place[] = [...CHANNEL_PLACES, OUTSIDE];
  return places.flatMap((place) => {
    const section = sections.find(({ heading }) => heading === place);
    if (!section) {
      throw new Error(`docs/access.md has no section "${place}"`);
    }
    return readTables(place, section.lines);
  });
}

function readTables(place: Place, lines: readonly string[]): Cell[] {
  let callers: string[][] = [];
  return lines.flatMap((line) => {
    if (!line.startsWith("|") || line.startsWith("| ---")) {
      return [];
    }
    const [first = "", ...rest] = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (first === "action") {
      callers = rest.map((names) => names.split(", "));
      return [];
    }
    if (rest.length !== callers.length) {
      throw new Error(`${place} / ${first}: ${rest.length} cells for ${callers.length} columns`);
    }
    // "(oneself, one owner)" is one action: only a comma outside of brackets divides.
    return first.split(/, (?![^(]*\))/).flatMap((action) => readRow(place, action, callers, rest));
  });
}

function readRow(
  place: Place,
  action: string,
  callers: readonly string[][],
  words: readonly string[],
): Cell[] {
  return words.flatMap((word, column) => {
    const expected = ANSWERS[word];
    if (expected === undefined) {
      throw new Error(`${place} / ${action}: "${word}" is no answer of the page`);
    }
    return (callers[column] ?? []).map((caller) => ({ action, place, caller, expected }));
  });
}
