import { isDeepStrictEqual } from "node:util";
import type { SocketClose } from "@chat/client";
import type { Page } from "playwright-core";
import t from "tap";
import { startAppProcess } from "../support/process.ts";
import { signToken } from "../support/tokens.ts";
import { until } from "../support/until.ts";
import { createChannel, startWorld } from "../support/world.ts";
import { openPage } from "./chromium.ts";
import type { look } from "./session.ts";
import { startSite } from "./site.ts";

/** Calls a function of `session.ts` in the page. */
function call<T>(page: Page, name: string, ...args: unknown[]): Promise<T> {
  return page.evaluate(`session.${name}(...${JSON.stringify(args)})`);
}

t.test("in a browser the SDK connects, is cut, resumes, and keeps its state", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  const post = (content: string) =>
    ada.rest("POST", `/channels/${channel.id}/messages`, { content });
  const site = await startSite(t, world.apis[0]?.url ?? "");
  const first = await startAppProcess(t, "gateway", world.environment);
  site.useGateway(first.url);
  const page = await openPage(t, site.url);
  const open = () => call<number>(page, "open", site.url, bob.token, channel.id);
  const see = (session: number) => call<ReturnType<typeof look>>(page, "look", session);
  await post("before");
  const session = await open();

  const one = (await post("one")).body;
  await until(async () => (await see(session)).contents.length === 1);
  await first.kill("SIGKILL");
  await ada.rest("PUT", `/messages/${one.id}`, { content: "edited" });
  await ada.rest("POST", `/messages/${one.id}/reactions`, { emoji: "👍" });
  await post("two");
  site.useGateway((await startAppProcess(t, "gateway", world.environment)).url);
  await post("three");
  await until(async () => (await see(session)).contents.includes("three"));

  const { contents, connections, snapshot } = await see(session);
  t.same(contents, ["one", "two", "three"], "each message once, in order");
  t.equal(connections, 2);
  t.equal(snapshot.status, "live");
  const fresh = await see(await open());
  await until(async () => isDeepStrictEqual((await see(session)).snapshot, fresh.snapshot));
  t.equal(fresh.snapshot.messages.length, 4);
});

t.test("in a browser, which sees no 401, a refused token is known as one", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const site = await startSite(t, world.apis[0]?.url ?? "");
  site.useGateway(world.gateways[0]?.url ?? "");
  const page = await openPage(t, site.url);
  const forged = signToken({}, "another secret, longer than 32 bytes");
  const close = await call<SocketClose>(page, "lastClose", site.url, forged);
  t.match(close, { code: 4401, reconnect: false });
});
