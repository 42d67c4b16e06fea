import fc from "fast-check";

/** What breaks code that takes text for a row of letters. */
const ODDITIES = [
  "\u202e\u2066 turned round",
  "e\u0301\u0302\u0303\u0304",
  "𝕬𐍈\u{10ffff}",
  "\u2028\u2029\u0085",
  "👩‍👩‍👧‍👦🏳️‍🌈",
  "\u0001\u001f\u007f",
  "\ufeff\u200b\ufffd",
  "İıßﬁ\u0958",
  "%00%ff%",
  "'; drop table chat_messages; --",
  '\\u0000"\\',
  "<@",
  "<!channel><!here>",
];

const units = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.constantFrom(...ODDITIES) },
);

/** Text that the contract's `Text` takes; lengths in code points. */
export function storableText(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const some = fc
    .array(units, { maxLength: 12 })
    .map((parts) => cut(parts.join("").replaceAll("\0", ""), maxLength))
    .map((text) => text + "x".repeat(Math.max(0, minLength - lengthOf(text))));
  const longest = fc.constantFrom("x", "👍", "é").map((unit) => unit.repeat(maxLength));
  return fc.oneof({ weight: 8, arbitrary: some }, { weight: 1, arbitrary: longest });
}

/** Text of characters that each fit. */
export function textOf(
  fits: RegExp,
  samples: readonly string[],
  maxLength: number,
): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.constantFrom(...samples),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((it) => fits.test(it)),
  );
  const some = fc.array(unit, { minLength: 1, maxLength: 8 });
  const longest = fc.constantFrom(...samples).map((it) => Array<string>(maxLength).fill(it));
  return fc
    .oneof({ weight: 8, arbitrary: some }, { weight: 1, arbitrary: longest })
    .map((parts) => cut(parts.join(""), maxLength));
}

function cut(text: string, maxLength: number): string {
  return Array.from(text).slice(0, maxLength).join("");
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
