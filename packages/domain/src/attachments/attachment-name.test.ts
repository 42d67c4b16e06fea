import t from "tap";
import { attachmentName } from "./attachment-name.ts";

t.test("a name stays as it is", async (t) => {
  for (const name of [
    "plan.pdf",
    "Ferien 2026 (1).tar.gz",
    "報告書.docx",
    "👩‍👩‍👧.png",
    ".profile",
  ]) {
    t.equal(attachmentName(name), name);
  }
});

t.test("what could mislead or harm is gone from it", async (t) => {
  const cases: Record<string, string> = {
    "../../etc/passwd": "passwd",
    "C:\\Windows\\system32\\cmd.exe": "cmd.exe",
    "/": "file",
    "..": "file",
    "": "file",
    "photo\u202egpj.exe": "photogpj.exe",
    "a\u2066b\u2069c\u200f.txt": "abc.txt",
    "line\r\nbreak\0.txt": "line__break_.txt",
    "de\u007flete\u0085\u206e.txt": "de_lete_.txt",
    'quo"te<b>.html': "quo_te_b_.html",
    "half\ud800.txt": "half.txt",
    CON: "file",
    "dots...": "dots_",
    "  spaces  ": "spaces",
    "\u0061\u0301.txt": "\u00e1.txt",
  };
  for (const [given, name] of Object.entries(cases)) {
    t.equal(attachmentName(given), name, JSON.stringify(given));
  }
});

t.test("a long name is cut before its extension, between characters", async (t) => {
  const cut = attachmentName(`${"ö".repeat(300)}.jpeg`);
  t.equal(cut, `${"ö".repeat(125)}.jpeg`);
  t.equal(Buffer.byteLength(attachmentName("😀".repeat(100))), 252);
  t.equal(Buffer.byteLength(attachmentName(`a.${"b".repeat(300)}`)), 255);
});
