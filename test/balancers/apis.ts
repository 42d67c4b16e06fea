import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@chat/client";
import type { Test } from "tap";
import type { Member } from "../failure/cluster/member.ts";
import { until } from "../support/until.ts";
import type { Balancer } from "./balancer.ts";
import { type Flow, startFlow } from "./flow.ts";
import type { Stage } from "./stage.ts";

/** What is sent while an API goes away. */
export type Kind = "GET" | "PUT" | "POST";

/** Answered on both sides of what happens in between. */
const ANSWERED_MIN = 50;
/** For the balancer to find it again. */
const BACK_MS = 3_000;

/** An API that is told to stop: nobody who calls it through the balancer notices. */
export async function checkStop(
  t: Test,
  stage: Stage,
  balancer: Balancer,
  leaving: Member,
  kinds: readonly Kind[],
): Promise<void> {
  const flow = await startTraffic(stage, balancer, kinds);
  await leaving.signal("SIGTERM");
  await goesOn(flow);
  await leaving.start();
  await sleep(BACK_MS);
  await goesOn(flow);
  t.same(await flow.end(), []);
}

/** One that dies: what may be repeated is answered all the same. */
export async function checkDeath(
  t: Test,
  stage: Stage,
  balancer: Balancer,
  dying: Member,
  kinds: readonly Kind[],
): Promise<void> {
  const flow = await startTraffic(stage, balancer, kinds);
  await dying.signal("SIGKILL");
  await goesOn(flow);
  await dying.start();
  await sleep(BACK_MS);
  t.same(await flow.end(), []);
}

async function startTraffic(
  stage: Stage,
  balancer: Balancer,
  kinds: readonly Kind[],
): Promise<Flow> {
  const token = stage.token();
  const client = createClient({ baseUrl: balancer.url, token });
  const channel = await client.openDm({ user_id: (await client.getMe()).id });
  const message = await client.postMessage({ channelId: channel.id, content: "once" });
  const messages = `${balancer.url}/api/v1/channels/${channel.id}/messages`;
  const requests = {
    GET: () => ({ method: "GET", url: `${messages}?limit=5` }),
    PUT: () => ({
      method: "PUT",
      url: `${balancer.url}/api/v1/messages/${message.id}`,
      body: { content: "again" },
    }),
    POST: () => ({ method: "POST", url: messages, body: { content: "more" } }),
  };
  const flow = startFlow(
    token,
    kinds.map((kind) => requests[kind]),
  );
  await goesOn(flow);
  return flow;
}

async function goesOn(flow: Flow): Promise<void> {
  const { answered } = flow;
  const begun = answered();
  await until(async () => answered() > begun + ANSWERED_MIN);
}
