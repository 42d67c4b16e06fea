import t from "tap";
import { toWords } from "./notification-words.ts";

const matches = (keyword: string, text: string) => toWords(text).includes(toWords(keyword));

t.test("a keyword is found where its words stand in a row", async (t) => {
  t.ok(matches("release", "The Release is out!"));
  t.ok(matches("code freeze", "A CODE  freeze, again"));
  t.notOk(matches("code freeze", "freeze the code"));
  t.notOk(matches("lease", "release"), "not inside of a word");
  t.notOk(matches("release", "releases"), "nor as the beginning of one");
});

t.test("in every script, in every case and form", async (t) => {
  t.ok(matches("straße", "STRASSE 5"));
  t.ok(matches("ΟΔΟΣ", "στην οδος"));
  t.ok(matches("东京", "我去东京看看"), "Chinese has words without spaces");
  t.ok(matches("ｆｕｌｌ", "full"), "compatible characters are the same");
  t.ok(matches("e\u0301t\u00e9", "\u00e9te\u0301"));
});

t.test("signs alone are no keyword, and a mention is no word", async (t) => {
  t.equal(toWords("!? 👍"), "");
  t.notOk(matches("channel", "<!channel> look"));
});
