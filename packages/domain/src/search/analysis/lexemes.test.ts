import t from "tap";
import { fold } from "./fold.ts";
import { partsOf } from "./identifier-parts.ts";
import { lexemesOf } from "./lexemes.ts";
import { toVector } from "./vector.ts";

const vectorOf = (content: string) => toVector(lexemesOf(content));

t.test("spellings of one word are folded to the same", async (t) => {
  t.equal(fold("ÀÉÎÕÜ Straße Łódź"), "aeiou strasse lodz");
  t.equal(fold("İstanbul ISPARTA ısparta"), "istanbul isparta isparta");
  t.equal(fold("ΆΣΑΣ"), fold("άσας"));
  t.equal(fold("Ёлка"), "елка");
  t.equal(fold("أحمد قُرآن"), fold("احمد قران"));
  t.equal(fold("ｻｰﾊﾞｰ ＡＢＣ"), "サーバー abc");
  t.not(fold("か"), fold("が"), "another sound is another letter");
  t.not(fold("कि"), fold("क"), "a vowel is no accent");
});

t.test("identifiers fall into their parts", async (t) => {
  const parts = (word: string) => partsOf(word).map(({ text }) => text);
  t.same(parts("fetchUserById"), ["fetch", "User", "By", "Id"]);
  t.same(parts("HTTPServer2"), ["HTTP", "Server", "2"]);
  t.same(parts("ERR_CONN_REFUSED"), ["ERR", "CONN", "REFUSED"]);
  t.same(parts("service.ts"), ["service", "ts"]);
  t.same(parts("don't"), ["don", "t"]);
  t.same(parts("__init__"), ["init"]);
  for (const word of ["word", "Word", "WORD", "42", "слово", "कितना"]) {
    t.same(parts(word), [word]);
  }
  t.same(
    partsOf("a_b_a").map(({ start }) => start),
    [0, 2, 4],
  );
});

t.test("a message is found by words, stems, parts and pairs of syllables", async (t) => {
  t.equal(vectorOf("Running it"), "'running':1 'run':1C 'it':2");
  t.equal(vectorOf("isReady"), "'isready':1 'is':1 'ready':2");
  t.equal(vectorOf("API는 東京都"), "'api':1 '는':2 '東京':3 '東':3 '京都':4 '京':4 '都':5");
  t.equal(vectorOf("it's \\ it"), "'its':1 'it':1,3 's':2");
  t.equal(vectorOf("<@01938a5e-7c1f-7d3a-9b52-4e8f0c6a1d27> hi 🎉"), "'hi':1 '🎉':2");
  t.equal(vectorOf("?! --"), "");
  t.equal(vectorOf("__init__ next"), "'__init__':1 'init':1 'next':2");
});

t.test("a word of nothing but what is left out of others is itself", async (t) => {
  t.equal(fold("كـتاب"), fold("كتاب"));
  t.equal(vectorOf("ــ"), "'ــ':1");
  t.notMatch(vectorOf("ـ'ـ"), "''");
});

t.test("letters that stand for many make no word that Postgres refuses", async (t) => {
  const LEXEME_BYTES_MAX = 2_046;
  const VECTOR_BYTES_MAX = 2 ** 20 - 1;
  const saying = "\ufdfa";
  t.ok(Buffer.byteLength(fold(saying.repeat(64))) <= LEXEME_BYTES_MAX);
  const words = Array.from({ length: 2_300 }, (_, n) => {
    const letters = [n, Math.floor(n / 20)].map((of) => String.fromCodePoint(0x0628 + (of % 20)));
    return `${letters.join("")}${String.fromCodePoint(0x0628 + Math.floor(n / 400))}${saying.repeat(13)}`;
  });
  t.ok(Buffer.byteLength(vectorOf(words.join(" "))) <= VECTOR_BYTES_MAX);
});

t.test("what stands behind a word that was cut off is where it is", async (t) => {
  const content = `${"ア".repeat(70)}東京`;
  const tokyo = lexemesOf(content).find(({ text }) => text === "東京");
  t.match(tokyo, { start: 70, end: 72 });
});

t.test("what no human wrote is found by its beginning", async (t) => {
  t.equal(vectorOf("a".repeat(40_000)), `'${"a".repeat(64)}':1`);
  const positions = vectorOf("x ".repeat(20_000)).split(",");
  t.equal(positions.length, 255);
});
