import fc from "fast-check";
import t from "tap";
import { asciiWords } from "./ascii-words.ts";

const icu = new Intl.Segmenter("und", { granularity: "word" });

function icuWords(text: string) {
  return [...icu.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({ text: segment, index }));
}

t.test("ASCII is divided as ICU divides it", async (t) => {
  const sign = fc.constantFrom(...Array.from("abZ09__..::'',,;;-@/ \n\""));
  const text = fc.oneof(
    fc.array(sign, { maxLength: 30 }).map((signs) => signs.join("")),
    fc.string({ unit: "binary-ascii", maxLength: 40 }),
  );
  const agrees = fc.property(text, (value) => {
    const [ours, theirs] = [asciiWords(value), icuWords(value)].map((words) =>
      JSON.stringify(words),
    );
    if (ours !== theirs) {
      throw new Error(`${JSON.stringify(value)} is ${ours}, by ICU ${theirs}`);
    }
  });
  const { failed, errorInstance, counterexample } = fc.check(agrees, { numRuns: 10_000 });
  t.notOk(failed, `${counterexample}`, { error: errorInstance });
  t.equal(asciiWords("é"), undefined, "what is no ASCII is left to ICU");
});
