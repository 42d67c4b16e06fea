import { limits } from "@chat/contract";
import fc from "fast-check";
import t from "tap";
import { highlightAll } from "./highlights.ts";
import { parseQuery } from "./parse-query.ts";

const ME = "01938a5e-7c1f-7d3a-9b52-4e8f0c6a1d27";
const highlight = (content: string, q: string) =>
  highlightAll([content], parseQuery(q, ME).wanted.terms)[0] ?? [];
const marked = (content: string, q: string) =>
  highlight(content, q).map(({ start, end }) => content.slice(start, end));

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

function boundariesOf(content: string): ReadonlySet<number> {
  const starts = Array.from(graphemes.segment(content), ({ index }) => index);
  return new Set([...starts, content.length]);
}

/** What hangs together in one script and not in another, and what joins. */
const piece = fc.constantFrom(
  ...Array.from("ab_.'’-@ 1東京かﾞアーกำแ한ㅏᄒ👩🏽🇩🇪क्षيمـéß"),
  "e\u0301",
  "\u0301",
  "\u200c",
  "\u200d",
  "\u3099",
  "\u{20000}",
  "\ufe0f",
  "می\u200cخواهم",
  "क्\u200dष",
  "👩\u200d👩\u200d👧",
  "ア".repeat(64),
  "fetchUser",
);
const text = fc.array(piece, { minLength: 1, maxLength: 30 }).map((pieces) => pieces.join(""));

t.test("highlights never divide a character, whatever is looked for", async (t) => {
  const property = fc.property(
    text,
    fc.nat(),
    fc.integer({ min: 1, max: 12 }),
    (content, at, of) => {
      const characters = Array.from(graphemes.segment(content), ({ segment }) => segment);
      const from = at % characters.length;
      const q = characters
        .slice(from, from + of)
        .join("")
        .slice(0, 60)
        .replaceAll('"', "");
      const boundaries = boundariesOf(content);
      for (const { start, end } of highlight(content, `${q} "${q}"`.toWellFormed())) {
        if (!(start < end && boundaries.has(start) && boundaries.has(end))) {
          throw new Error(
            `${JSON.stringify(q)} marks ${start} to ${end} of ${JSON.stringify(content)}`,
          );
        }
      }
    },
  );
  const { failed, errorInstance, counterexample } = fc.check(property, { numRuns: 5_000 });
  t.notOk(failed, `${counterexample}`, { error: errorInstance });
});

t.test("a part of a word is marked with what hangs on its letters", async (t) => {
  t.same(marked("می\u200cخواهم", "می"), ["می\u200c"]);
  t.same(marked("cafe\u0301s", '"cafés"'), ["cafe\u0301s"]);
});

t.test("the word at which looking ends is not marked as another", async (t) => {
  const before = `${"x".repeat(limits.SEARCH_HIGHLIGHTED_LENGTH_MAX - 5)} `;
  t.same(highlight(`${before}cafeteria`, "cafe"), []);
  t.same(highlight(`${before}cafe\u0301`, "cafe"), []);
  t.same(marked(`${before}caf`, "caf"), ["caf"], "unless the text ends there, too");
});
