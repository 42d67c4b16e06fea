import { createHmac, createPublicKey, type JsonWebKey, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import t from "tap";
import { startIdentityProvider } from "./support/identity-provider.ts";
import { codeOf, restAs } from "./support/rest.ts";
import { openSocket } from "./support/socket.ts";
import { signToken } from "./support/tokens.ts";
import { startWorld } from "./support/world.ts";

const UNKNOWN = "unauthenticated";

const ALGORITHMS = ["RS256", "ES256", "EdDSA"] as const;

async function startWithProvider(t: Tap, environment: Record<string, string> = {}) {
  const provider = await startIdentityProvider(t);
  const world = await startWorld(t, {
    gateways: 1,
    environment: { AUTH_SERVICE_URL: provider.url, ...environment },
  });
  const api = world.apis[0]?.url ?? "";
  return { provider, world, me: (token: string) => restAs(api, token)("GET", "/users/me") };
}

type Tap = Parameters<typeof startWorld>[0];

t.test("tokens of an OpenID provider are accepted, and their user projected", async (t) => {
  const { provider, world, me } = await startWithProvider(t, { JWT_AUDIENCE: "urn:chat" });
  for (const algorithm of ALGORITHMS) {
    const claims = { sub: randomUUID(), org_id: world.orgId, name: `Ada ${algorithm}` };
    const token = await provider.issueToken(algorithm, { ...claims, role: "admin" });
    const answer = await me(token);
    t.match(
      answer,
      { status: 200, body: { id: claims.sub, name: claims.name, role: "admin" } },
      algorithm,
    );
    const socket = await openSocket(t, world.gateways[0]?.url ?? "", token);
    t.match(await socket.waitFor("hello"), { payload: { user_id: claims.sub } });
  }
});

t.test(
  "a rotation is known with the first token of a new key, and ends the old ones",
  async (t) => {
    const { provider, world, me } = await startWithProvider(t);
    const claims = { sub: randomUUID(), org_id: world.orgId };
    const old = await provider.issueToken("ES256", claims);
    t.equal((await me(old)).status, 200);
    t.equal((await me(old)).status, 200, "from the cache");
    provider.rotateKeys();
    const fresh = await provider.issueToken("ES256", claims);
    t.equal((await me(fresh)).status, 200);
    t.equal(codeOf(await me(old)), "unauthenticated", "verified before, by a key that is gone");
  },
);

t.test("while the provider is away, known keys go on, and unknown ones are no 401", async (t) => {
  const { provider, world, me } = await startWithProvider(t);
  const claims = { sub: randomUUID(), org_id: world.orgId };
  const [one, other] = [
    await provider.issueToken("RS256", claims),
    await provider.issueToken("RS256", { ...claims, name: "Ada" }),
  ];
  t.equal((await me(one)).status, 200);
  provider.rotateKeys();
  const fresh = await provider.issueToken("RS256", claims);
  provider.goAway();
  t.equal((await me(other)).status, 200, "another token of a known key");
  t.equal(codeOf(await me(fresh)), "unavailable");
  t.equal((await me(signToken({ org_id: world.orgId }))).status, 200, "HS256 needs no provider");
  provider.comeBack();
  t.equal((await me(fresh)).status, 200);
});

t.test("a public key is no HMAC secret, and its kid allows no other algorithm", async (t) => {
  const { provider, world, me } = await startWithProvider(t, { JWT_SECRET: "" });
  const jwks = await (await fetch(`${provider.url}/.well-known/jwks.json`)).json();
  const [rsa] = (jwks as { keys: (JsonWebKey & { kid: string })[] }).keys;
  const pem = createPublicKey({ key: rsa ?? {}, format: "jwk" }).export({
    type: "spki",
    format: "pem",
  });
  const payload = { sub: randomUUID(), org_id: world.orgId, exp: 4_000_000_000 };
  const secrets = [pem.toString(), JSON.stringify(rsa), rsa?.n ?? "", ""];
  for (const secret of secrets) {
    t.equal(codeOf(await me(forge({ alg: "HS256", kid: rsa?.kid }, payload, secret))), UNKNOWN);
    t.equal(codeOf(await me(forge({ alg: "RS256", kid: rsa?.kid }, payload, secret))), UNKNOWN);
  }
  for (const alg of ["none", "None", "ES256", "HS512", "RS512", "PS256", undefined]) {
    t.equal(codeOf(await me(forge({ alg, kid: rsa?.kid }, payload, "x"))), UNKNOWN, String(alg));
    t.equal(codeOf(await me(unsigned({ alg, kid: rsa?.kid }, payload))), UNKNOWN, String(alg));
  }
  const token = await provider.issueToken("RS256", { sub: payload.sub, org_id: world.orgId });
  t.equal((await me(token)).status, 200, "the real key is accepted");
  const [, body, signature] = token.split(".");
  const [header] = unsigned({ alg: "RS256" }, {}).split(".");
  t.equal(codeOf(await me([header, body, signature].join("."))), UNKNOWN, "without its kid");
  t.equal(codeOf(await me(signToken({ org_id: world.orgId }))), UNKNOWN, "no JWT_SECRET");
});

t.test("a symmetric key in the set is no key", async (t) => {
  const secret = "a secret that should never have been published";
  const k = Buffer.from(secret).toString("base64url");
  const keys = [{ kty: "oct", kid: "shared", alg: "HS256", use: "sig", k }, "no key", null];
  const server = createServer((_request, response) => response.end(JSON.stringify({ keys })));
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { world, me } = await startWithProvider(t, {
    AUTH_SERVICE_URL: `http://127.0.0.1:${port}/`,
  });
  const payload = { sub: randomUUID(), org_id: world.orgId, exp: 4_000_000_000 };
  t.equal(codeOf(await me(forge({ alg: "HS256", kid: "shared" }, payload, secret))), UNKNOWN);
  t.equal(codeOf(await me(forge({ alg: "RS256", kid: "shared" }, payload, secret))), UNKNOWN);
});

t.test("issuer and audience are checked where they are set, absent ones too", async (t) => {
  const { world, me } = await startWithProvider(t, {
    JWT_ISSUER: "https://id.example",
    JWT_AUDIENCE: "chat",
  });
  const claims = { org_id: world.orgId, iss: "https://id.example", aud: "chat" };
  t.equal((await me(signToken(claims))).status, 200);
  t.equal((await me(signToken({ ...claims, aud: ["mail", "chat"] }))).status, 200);
  for (const wrong of [
    { ...claims, iss: "https://evil.example" },
    { ...claims, aud: "mail" },
    { ...claims, aud: [] },
    { org_id: world.orgId, aud: "chat" },
    { org_id: world.orgId, iss: "https://id.example" },
  ]) {
    t.equal(codeOf(await me(signToken(wrong))), UNKNOWN, JSON.stringify(wrong));
  }
});

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function unsigned(header: object, payload: object): string {
  return `${encode(header)}.${encode(payload)}.`;
}

function forge(header: object, payload: object, secret: string): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}
