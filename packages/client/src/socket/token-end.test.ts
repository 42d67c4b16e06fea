import t from "tap";
import { tokenEnd } from "./token-end.ts";

const tokenOf = (claims: object) =>
  ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "signature"].join(".");

t.test("a token says itself when it ends", async (t) => {
  t.equal(tokenEnd(tokenOf({ exp: 1_900_000_000, name: "Zoë ??>>" })), 1_900_000_000_000);
});

t.test("one that does not say so has no end", async (t) => {
  for (const token of ["", "a.b.c", "opaque", tokenOf({}), tokenOf({ exp: "soon" })]) {
    t.equal(tokenEnd(token), undefined, token);
  }
});
