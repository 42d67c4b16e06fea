import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { createRandom } from "../failure/random.ts";
import { gatherCrowd } from "../failure/rolling-restart/crowd.ts";
import { createTally } from "../failure/rolling-restart/tally.ts";
import { createTestEnvironment } from "../support/environment.ts";
import type { AppProcess } from "../support/process.ts";
import { until } from "../support/until.ts";
import { createMixed, createUser } from "./mixed.ts";
import { unpackPrevious } from "./previous.ts";

const CLIENTS = 20;
const WRITERS = 4;
const TRIES_MAX = 100;
const RETRY_MS = 20;
const SEED = 1;
const DRAIN = { DRAIN_SECONDS: "1" };

t.test(
  "rolled from the last release to this one under load, nothing is lost or doubled",
  async (t) => {
    const previous = await unpackPrevious(t);
    const mixed = createMixed(t, previous, await createTestEnvironment(t, DRAIN));
    const [apis, gateways, workers] = await Promise.all([
      Promise.all([mixed.start("previous", "api"), mixed.start("previous", "api")]),
      Promise.all([mixed.start("previous", "gateway"), mixed.start("previous", "gateway")]),
      Promise.all([mixed.start("previous", "worker")]),
    ]);
    const orgId = randomUUID();
    const ada = createUser(orgId);
    const channels: string[] = [];
    for (const name of ["one", "two", "three"]) {
      const [api] = apis;
      const answer = await (api && mixed.callAs(ada, api)("POST", "/channels", { name }));
      channels.push(answer?.body.id);
    }
    const tally = createTally();
    let turn = 0;
    const nextGateway = () => gateways[turn++ % gateways.length]?.url ?? "";
    const random = createRandom(SEED);
    const crowd = await gatherCrowd(
      CLIENTS,
      orgId,
      channels,
      nextGateway,
      tally,
      random,
      () => undefined,
    );
    t.teardown(() => crowd.close());

    const newest = new Map<string, number>();
    let posted = 0;
    let isPosting = true;
    /** As any client: what was not answered is sent again, to whoever is there. */
    async function post(writer: number, body: object, channelId: string): Promise<void> {
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const api = apis[(writer + tries) % apis.length];
        const rest = api && mixed.callAs(ada, api);
        const path = `/channels/${channelId}/messages`;
        const answer = await rest?.("POST", path, body).catch(() => undefined);
        if (answer && answer.status < 300) {
          posted += 1;
          newest.set(channelId, Math.max(newest.get(channelId) ?? 0, answer.body.seq));
          return;
        }
        await sleep(RETRY_MS);
      }
      throw new Error("a post was never answered");
    }
    const writing = Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        while (isPosting) {
          const channelId = channels[writer % channels.length] ?? "";
          await post(writer, { content: "rolled", client_id: randomUUID() }, channelId);
          await sleep(RETRY_MS);
        }
      }),
    );

    /** As a deployment does it: the new one is ready, then the old one is asked to stop. */
    async function roll(app: "api" | "gateway" | "worker", processes: AppProcess[]): Promise<void> {
      for (const [index, old] of processes.entries()) {
        processes[index] = await mixed.start("current", app);
        const before = posted;
        await old.kill("SIGTERM");
        await until(async () => posted > before);
      }
    }
    await roll("worker", workers);
    await roll("gateway", gateways);
    await roll("api", apis);
    isPosting = false;
    await writing;

    const isBehind = () =>
      crowd.clients.some(({ client, channelIds }) =>
        channelIds.some((id) => client.position(id) < (newest.get(id) ?? 0)),
      );
    await until(async () => !isBehind());
    const { doubled, outOfOrder, resyncs } = tally;
    t.same({ doubled, outOfOrder, resyncs }, { doubled: 0, outOfOrder: 0, resyncs: 0 });
    t.ok(tally.reconnectedAt.length >= CLIENTS, "everybody has moved");
  },
);
