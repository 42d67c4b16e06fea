import t from "tap";
import { WebSocket } from "ws";
import { startWorld } from "../support/world.ts";
import { pathOf } from "./actions/action.ts";
import { badHeaders, badTokens, goodToken, tokenWithinSkew } from "./bad-tokens.ts";
import { OPERATIONS } from "./operations.ts";
import { assertAnswer, playing } from "./play.ts";

const world = await startWorld(t, { gateways: 1 });
const [api, gateway] = [world.apis[0]?.url ?? "", world.gateways[0]?.url ?? ""];

interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
  readonly challenge: string | null | undefined;
}

const wordsOf = ({ status, code, challenge }: Refusal) =>
  [status, code, challenge?.split(" ")[0]].filter(Boolean).join(" ");

t.test("every operation refuses every token that is not good", async (t) => {
  const headers = {
    ...badHeaders,
    ...Object.fromEntries(Object.entries(badTokens()).map(([why, bad]) => [why, `Bearer ${bad}`])),
  };
  const cells = OPERATIONS.flatMap((operation) =>
    Object.entries(headers).map(([why, authorization]) => ({ operation, why, authorization })),
  );
  await playing.map(cells, async ({ operation, why, authorization }) => {
    // Nobody is told what is wrong with a path before it is known who asks.
    const url = `${api}/api/v1${pathOf(operation, () => "nonsense")}`;
    const init = authorization === "" ? {} : { headers: { authorization } };
    const response = await fetch(url, { method: operation.method, ...init });
    const { code } = (await response.json()) as { code?: string };
    const challenge = response.headers.get("www-authenticate");
    const got = wordsOf({ status: response.status, code, challenge });
    assertAnswer(t, `${operation.id} / token ${why}`, "401 unauthenticated Bearer", got);
  });
});

t.test("every handshake refuses them, too", async (t) => {
  await playing.map(Object.entries(badTokens()), async ([why, bad]) => {
    const inQuery = await shakeHands(`?token=${encodeURIComponent(bad)}`);
    assertAnswer(t, `socket / token ${why} in the query`, "401 Bearer", inQuery);
    const asProtocol = await shakeHands("", ["bearer", bad]);
    assertAnswer(t, `socket / token ${why} as protocol`, "401 Bearer", asProtocol);
  });
  assertAnswer(t, "socket / no token", "401 Bearer", await shakeHands(""));
});

t.test("what they are made from is good", async (t) => {
  for (const token of [goodToken(), tokenWithinSkew()]) {
    const headers = { authorization: `Bearer ${token}` };
    t.equal((await fetch(`${api}/api/v1/users/me`, { headers })).status, 200);
    t.equal(await shakeHands(`?token=${token}`), "101");
  }
});

/** The status of a handshake, with the scheme that is asked for. */
async function shakeHands(query: string, protocols: string[] = []): Promise<string> {
  const socket = new WebSocket(`${gateway.replace("http", "ws")}/ws${query}`, protocols);
  return new Promise((resolve, reject) => {
    socket.on("unexpected-response", (request, { statusCode: status = 0, headers }) => {
      request.destroy();
      resolve(wordsOf({ status, code: undefined, challenge: headers["www-authenticate"] }));
    });
    socket.on("open", () => {
      socket.terminate();
      resolve("101");
    });
    socket.on("error", reject);
  });
}
