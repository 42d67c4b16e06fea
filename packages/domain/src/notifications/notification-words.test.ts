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
  t.ok(matches("東京", "東京都で"), "and Japanese, where ICU may take more for one");
  t.ok(matches("학교", "저는 학교에서 공부합니다"), "Korean words have endings");
  t.notOk(matches("학교", "개학 교실"), "but do not begin in the word before");
  t.ok(matches("API", "API는 느려요"), "and stand behind those of other scripts");
  t.ok(matches("배포 API", "배포 API가"));
  t.ok(matches("ｆｕｌｌ", "full"), "compatible characters are the same");
  t.ok(matches("e\u0301t\u00e9", "\u00e9te\u0301"));
});

t.test("signs mean nothing, whatever they mean to a regular expression", async (t) => {
  t.ok(matches("C++ (new)", "the c++, new"));
  t.notOk(matches("a.*z", "a to z"));
  t.notOk(matches("[rR]elease|.", "anything"));
  t.equal(toWords("$^.*+?()[]{}|\\"), "");
});

t.test("signs alone are no keyword, and a mention is no word", async (t) => {
  t.equal(toWords("!? 👍"), "");
  t.notOk(matches("channel", "<!channel> look"));
});
