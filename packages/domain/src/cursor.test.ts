import t from "tap";
import { CURSOR_SEQ, CURSOR_UUID, decodeCursor, encodeCursor } from "./cursor.ts";

t.test("a cursor gives back its key", async (t) => {
  const cursor = encodeCursor("listMessages", ["before", 42]);
  t.same(decodeCursor("listMessages", cursor, [/^before$/, CURSOR_SEQ]), ["before", "42"]);
});

t.test("what a list did not give out is refused", async (t) => {
  const forged = [
    "",
    "%%%",
    encodeCursor("listUsers", []),
    encodeCursor("listUsers", ["x"]),
    encodeCursor("listUsers", ["1", "2"]),
    encodeCursor("listChannels", ["01900000-0000-7000-8000-000000000000"]),
    Buffer.from('{"0":"1"}').toString("base64url"),
    Buffer.from('["listUsers",{"toString":1}]').toString("base64url"),
    Buffer.from("null").toString("base64url"),
  ];
  for (const cursor of forged) {
    t.throws(() => decodeCursor("listUsers", cursor, [CURSOR_UUID]), { code: "invalid_cursor" });
  }
});
