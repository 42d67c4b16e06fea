import { setTimeout as sleep } from "node:timers/promises";
import { createPool } from "@chat/runtime";
import { openClient } from "../fanout/clients/client.ts";
import { Connection } from "../posting/load/connection.ts";
import { makeStage, plansFor, type Stage } from "../posting/stage.ts";
import { startApp } from "../run/app.ts";
import type { Bench, BenchRun } from "../run/bench.ts";
import { type Stores, startStores } from "../run/stores.ts";
import { type Lag, type LatencyResult, reportOf } from "./latency-report.ts";

const CHANNELS = 20;
const USERS = 20;
const POSTS_A_SECOND = 40;
const WARM_UP_SECONDS = 5;
const RECEIPT_MS_MAX = 5_000;
const LOCALHOST = "127.0.0.1";
const CONTENT = /"content":"([^"]+)"/;

/** From the request to the frame in a socket, with nothing else to do, through separate processes. */
export const latencyBench: Bench = {
  name: "latency",
  description: "post to receipt on an unloaded service, through separate processes",
  async run(run: BenchRun) {
    const { options, stack, progress } = run;
    progress.expect(options.rounds + 1);
    progress.tell("starting the stores");
    const stores = await startStores(stack);
    const pool = createPool(stores.databaseUrl, 1, "chat-bench");
    stack.defer(() => pool.end());
    const stage = await makeStage(pool, { channels: CHANNELS, users: USERS });
    const api = await startApp(stack, "api", stores.environment);
    const gateway = await startApp(stack, "gateway", stores.environment);
    await startApp(stack, "worker", stores.environment);
    const receipts = await listen(stack, gateway.url, stores, stage);
    const plans = plansFor(api.url, stage, stores.jwtSecret, CHANNELS);
    const connections = await Promise.all(plans.map((plan) => Connection.open(plan)));
    for (const connection of connections) {
      stack.defer(() => connection.close());
    }
    progress.tell("warming up");
    await postFor(WARM_UP_SECONDS, connections, receipts);
    progress.step();
    const rounds: Lag[][] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      progress.tell(`round ${round + 1} of ${options.rounds}`);
      rounds.push(await postFor(options.seconds, connections, receipts));
      progress.step();
    }
    const result: LatencyResult = { postsASecond: POSTS_A_SECOND, channels: CHANNELS, rounds };
    return reportOf(result);
  },
};

/** Resolves, by the content of a message, with the moment at which its frame came. */
type Receipts = (content: string) => Promise<number>;

async function listen(
  stack: AsyncDisposableStack,
  gatewayUrl: string,
  { jwtSecret }: Stores,
  stage: Stage,
): Promise<Receipts> {
  const waiting = new Map<string, (at: number) => void>();
  const [plan] = plansFor(gatewayUrl, stage, jwtSecret, 1);
  if (plan === undefined) {
    throw new Error("there is nobody to listen");
  }
  const channels = stage.channelIds.map((id) => ({ channel_id: id }));
  const socket = await openClient(
    {
      host: plan.host,
      port: plan.port,
      path: `/ws?token=${plan.token}`,
      greetings: [JSON.stringify({ type: "subscribe", channels })],
      ready: { text: '"type":"subscribed"', frames: channels.length },
    },
    LOCALHOST,
    true,
    {
      onDelivery: () => undefined,
      onText: (text) => waiting.get(CONTENT.exec(text)?.[1] ?? "")?.(performance.now()),
      onClosed: () => undefined,
    },
  );
  stack.defer(() => void socket.destroy());
  return (content) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error("a message was not received")),
        RECEIPT_MS_MAX,
      );
      waiting.set(content, (at) => {
        clearTimeout(timer);
        waiting.delete(content);
        resolve(at);
      });
    });
}

/** Posts at an even pace, to the channels in turn; each post is on its way alone. */
async function postFor(
  seconds: number,
  connections: readonly Connection[],
  receipts: Receipts,
): Promise<Lag[]> {
  const lags: Lag[] = [];
  const gapMs = 1_000 / POSTS_A_SECOND;
  const until = performance.now() + seconds * 1_000;
  for (let post = 0; performance.now() < until; post += 1) {
    const content = `post ${post} at ${performance.now()}`;
    const received = receipts(content);
    const beganAt = performance.now();
    const answered = connections[post % connections.length]?.post(JSON.stringify({ content }));
    const acknowledged = answered?.then((status) => ({ status, at: performance.now() }));
    const [receivedAt, answer] = await Promise.all([received, acknowledged]);
    if (answer?.status !== "201") {
      throw new Error(`a post was answered ${answer?.status}`);
    }
    lags.push({ acknowledgedMs: answer.at - beganAt, receivedMs: receivedAt - beganAt });
    await sleep(Math.max(0, gapMs - (performance.now() - beganAt)));
  }
  return lags;
}
