import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import t from "tap";
import { createLogger } from "../logger.ts";
import { KeySet, type KeySetLimits } from "./key-set.ts";

const LIMITS: KeySetLimits = {
  keysMax: 4,
  bytesMax: 4_096,
  timeoutMs: 1_000,
  refreshMs: 60_000,
  ageMsMax: 60_000,
  cooldownMs: 0,
};

function publicKey(kid: string): object {
  const { publicKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...key.export({ format: "jwk" }), kid };
}

/** A server of key sets, with a set before it that counts the verifiers made. */
async function startKeys(t: Tap, limits: Partial<KeySetLimits> = {}) {
  const state = {
    keys: [] as unknown[],
    body: undefined as string | undefined,
    /** Where the set is; elsewhere, it is said to be here. */
    path: "/",
    asked: 0,
    made: 0,
  };
  const server = createServer((request, response) => {
    state.asked += 1;
    if (request.url !== state.path) {
      response.writeHead(302, { location: state.path }).end();
      return;
    }
    response.end(state.body ?? JSON.stringify({ keys: state.keys }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const logger = createLogger("test", { logLevel: "silent" });
  const set = new KeySet(`http://127.0.0.1:${port}`, { ...LIMITS, ...limits }, logger, () => {
    state.made += 1;
    return () => undefined;
  });
  return { state, set };
}

type Tap = { teardown(end: () => unknown): void };

t.test("a known key asks nobody and keeps its verifier", async (t) => {
  const { state, set } = await startKeys(t);
  state.keys = [publicKey("one")];
  const verify = await set.find("one");
  t.ok(verify);
  t.equal(await set.find("one"), verify);
  t.equal(state.asked, 1);
  state.keys.push(publicKey("two"));
  t.ok(await set.find("two"), "asked for again");
  t.equal(await set.find("one"), verify, "with what it remembers");
  t.equal(state.made, 2);
});

t.test("a key that was withdrawn goes at the next refresh", async (t) => {
  const { state, set } = await startKeys(t, { ageMsMax: 0 });
  state.keys = [publicKey("one")];
  t.ok(await set.find("one"));
  state.keys = [publicKey("one")];
  await set.find("one");
  t.equal(state.made, 2, "the same kid with another key is another key");
  state.keys = [];
  t.equal(await set.find("one"), undefined);
});

t.test("however many unknown keys are named, the set is asked once a cooldown", async (t) => {
  const { state, set } = await startKeys(t, { cooldownMs: 200 });
  const wanted = Array.from({ length: 50 }, (_, n) => set.find(`unknown ${n}`));
  t.same(new Set(await Promise.all(wanted)), new Set([undefined]));
  t.ok(state.asked <= 3, `${state.asked} times`);
});

t.test("a set that is said to be elsewhere is not fetched from there", async (t) => {
  const { state, set } = await startKeys(t);
  state.keys = [publicKey("one")];
  state.path = "/elsewhere";
  await t.rejects(set.find("one"), { name: "TokenKeysUnavailable" });
  state.path = "/";
  t.ok(await set.find("one"));
});

t.test("what is no usable set leaves the keys as they are", async (t) => {
  const { state, set } = await startKeys(t, { ageMsMax: 0 });
  await t.test("from the start", async (t) => {
    for (const body of ["", "<html>", "[]", "null", '{"keys":{}}', " ".repeat(5_000)]) {
      state.body = body;
      await t.rejects(set.find("one"), { name: "TokenKeysUnavailable" }, body.slice(0, 10));
    }
  });
  await t.test("later", async (t) => {
    state.body = undefined;
    state.keys = [publicKey("one")];
    await set.find("one").catch(() => undefined);
    t.ok(await set.find("one"));
    state.body = "<html>";
    t.ok(await set.find("one"));
    t.ok(await set.find("one"), "and again");
  });
});

t.test("keys beyond the bound, of other kinds or for other uses are left out", async (t) => {
  const { state, set } = await startKeys(t);
  const { publicKey: small } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
  const { publicKey: p384 } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  state.keys = [
    { ...small.export({ format: "jwk" }), kid: "small" },
    { ...p384.export({ format: "jwk" }), kid: "p384" },
    { ...publicKey("encrypts"), use: "enc" },
    { ...publicKey("other"), alg: "ES512" },
    publicKey("fifth"),
  ];
  for (const kid of ["small", "p384", "encrypts", "other", "fifth"]) {
    t.equal(await set.find(kid), undefined, kid);
  }
});
