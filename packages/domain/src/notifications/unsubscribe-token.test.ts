import { randomUUID } from "node:crypto";
import t from "tap";
import { createUnsubscribeToken, readUnsubscribeToken } from "./unsubscribe-token.ts";

const recipient = { orgId: randomUUID(), userId: randomUUID() };

t.test("a token names its recipient to whoever has the secret", async (t) => {
  const token = createUnsubscribeToken("a secret", recipient);
  t.same(readUnsubscribeToken("a secret", token), recipient);
  t.equal(readUnsubscribeToken("another secret", token), undefined);
});

t.test("a token that was changed names nobody", async (t) => {
  const bytes = Buffer.from(createUnsubscribeToken("a secret", recipient), "base64url");
  for (const index of [0, 16, 32, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    t.equal(readUnsubscribeToken("a secret", changed.toString("base64url")), undefined);
  }
  t.equal(readUnsubscribeToken("a secret", ""), undefined);
  t.equal(readUnsubscribeToken("a secret", "%00"), undefined);
});
