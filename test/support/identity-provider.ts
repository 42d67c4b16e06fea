import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Configuration, type JWK, Provider } from "oidc-provider";
import type { Teardown } from "./teardown.ts";
import type { TestClaims } from "./tokens.ts";

export type SigningAlgorithm = "RS256" | "ES256" | "EdDSA";

const AUDIENCE = "urn:chat";
const CLIENT_SECRET = randomUUID();
/** Besides what is asked for, as real providers put them into their access tokens. */
const TOKEN_SECONDS = 600;

/** An OpenID provider that issues access tokens as JWTs, and publishes its keys. */
export interface IdentityProvider {
  /** For `AUTH_SERVICE_URL`; the `iss` of its tokens, too. */
  readonly url: string;
  /** Asks its token endpoint for a token of this user. */
  issueToken(algorithm: SigningAlgorithm, claims: TestClaims): Promise<string>;
  /** From now on other keys sign, and the old ones are published no more. */
  rotateKeys(): void;
  /** Breaks every connection off, until it comes back. */
  goAway(): void;
  comeBack(): void;
}

export async function startIdentityProvider(t: Teardown): Promise<IdentityProvider> {
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  let away = false;
  const server = createServer((request, response) =>
    away ? request.socket.destroy() : handle(request, response),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked = new Map<string, { algorithm: SigningAlgorithm; claims: TestClaims }>();
  let keys = makeKeys();
  const serve = () => {
    handle = new Provider(url, configuration(keys, asked)).callback();
  };
  serve();

  return {
    url,
    async issueToken(algorithm, claims) {
      const userId = claims.sub ?? randomUUID();
      asked.set(userId, { algorithm, claims });
      // A client may register at any time in production; here the provider is told anew.
      serve();
      const response = await fetch(`${url}/token`, {
        method: "POST",
        headers: {
          authorization: `Basic ${Buffer.from(`${userId}:${CLIENT_SECRET}`).toString("base64")}`,
        },
        body: new URLSearchParams({ grant_type: "client_credentials", resource: AUDIENCE }),
      });
      const { access_token: token } = (await response.json()) as { access_token?: string };
      if (token === undefined) {
        throw new Error(`the identity provider answered ${response.status}`);
      }
      return token;
    },
    rotateKeys() {
      keys = makeKeys();
      serve();
    },
    goAway() {
      away = true;
    },
    comeBack() {
      away = false;
    },
  };
}

function makeKeys(): JWK[] {
  const pairs = [
    generateKeyPairSync("rsa", { modulusLength: 2_048 }),
    generateKeyPairSync("ec", { namedCurve: "P-256" }),
    generateKeyPairSync("ed25519"),
  ];
  return pairs.map(({ privateKey }: { privateKey: KeyObject }) => ({
    ...(privateKey.export({ format: "jwk" }) as JWK),
    use: "sig",
    kid: randomUUID(),
  }));
}

/** Each user is a client of their own: the `sub` of a client's token is its id. */
function configuration(
  keys: JWK[],
  asked: ReadonlyMap<string, { algorithm: SigningAlgorithm; claims: TestClaims }>,
): Configuration {
  return {
    jwks: { keys },
    routes: { jwks: "/.well-known/jwks.json" },
    clients: [...asked.keys()].map((userId) => ({
      client_id: userId,
      client_secret: CLIENT_SECRET,
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
    })),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, _resource, { clientId }) => ({
          scope: "",
          audience: AUDIENCE,
          accessTokenFormat: "jwt",
          accessTokenTTL: TOKEN_SECONDS,
          jwt: { sign: { alg: asked.get(clientId)?.algorithm ?? "RS256" } },
        }),
      },
    },
    ttl: { ClientCredentials: TOKEN_SECONDS },
    extraTokenClaims: (_context, token) => {
      const { sub: _sub, ...claims } = asked.get(token.clientId ?? "")?.claims ?? {};
      return claims;
    },
  };
}
