import t from "tap";
import { CURSOR_SEQ, CURSOR_UUID, decodeCursor, encodeCursor } from "./cursor.ts";

t.test("a cursor gives back its key", async (t) => {
  t.same(decodeCursor(encodeCursor(["before", 42]), [/^before$/, CURSOR_SEQ]), ["before", "42"]);
});

t.test("what no list gave out is refused", async (t) => {
  const forged = [
    "",
    "%%%",
    encodeCursor([]),
    encodeCursor(["x"]),
    encodeCursor(["1", "2"]),
    Buffer.from('{"0":"1"}').toString("base64url"),
    Buffer.from('[{"toString":1}]').toString("base64url"),
    Buffer.from("null").toString("base64url"),
  ];
  for (const cursor of forged) {
    t.throws(() => decodeCursor(cursor, [CURSOR_UUID]), { code: "invalid_cursor" }, cursor);
  }
});
