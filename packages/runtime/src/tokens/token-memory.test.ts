import t from "tap";
import type { Claims } from "./claims.ts";
import { createTokenMemory } from "./token-memory.ts";

const limits = { skewSeconds: 30, cacheEntriesMax: 2, cacheSecondsMax: 300 };
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

function claimsUntil(exp: number): Claims {
  const absent = { iat: undefined, name: undefined, email: undefined, picture: undefined };
  return { sub: "u", org_id: "o", exp, role: "member", ...absent };
}

t.test("a token is remembered until it has expired, skew included", async (t) => {
  const memory = createTokenMemory(limits);
  const valid = claimsUntil(inSeconds(60));
  memory.remember("valid", valid);
  t.equal(memory.recall("valid"), valid);
  t.equal(memory.recall("another"), undefined);
  memory.remember("expired", claimsUntil(inSeconds(-limits.skewSeconds - 1)));
  t.equal(memory.recall("expired"), undefined);
});

t.test("and for no longer than is allowed", async (t) => {
  const memory = createTokenMemory({ ...limits, cacheSecondsMax: 0 });
  memory.remember("valid", claimsUntil(inSeconds(60)));
  t.equal(memory.recall("valid"), undefined);
});

t.test("no more are remembered than there is room for", async (t) => {
  const memory = createTokenMemory(limits);
  for (const token of ["first", "second", "third"]) {
    memory.remember(token, claimsUntil(inSeconds(60)));
  }
  t.equal(memory.recall("first"), undefined);
  t.ok(memory.recall("third"));
});
