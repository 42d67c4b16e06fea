import type { Teardown } from "../../support/teardown.ts";
import { until } from "../../support/until.ts";
import { checkHistory } from "../checker/check-history.ts";
import type { PromiseName } from "../checker/violation.ts";
import { type Actor, createActor } from "../clients/actor.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { readTruth } from "../episode/truth.ts";
import { createHistory } from "../history.ts";
import { createRandom, randomSeed } from "../random.ts";
import { type Middleman, startMiddleman } from "./middleman.ts";

/** Ada and Bob in a private channel of hers; Bob's device comes through a middleman. */
export interface Team {
  readonly channelId: string;
  readonly ada: Actor;
  readonly bob: Actor;
  readonly middleman: Middleman;
  /** Answered 201, by the first API or the one named. */
  post(api?: string): Promise<{ readonly id: string; readonly seq: number }>;
  removeBob(): Promise<void>;
  /** Waits until Bob's device has had everything up to it. */
  reaches(seq: number): Promise<void>;
  /** What the checkers find in what has happened so far. */
  violated(): Promise<PromiseName[]>;
}

export async function createTeam(t: Teardown, cluster: Cluster): Promise<Team> {
  const history = createHistory();
  const random = createRandom(randomSeed());
  const orgId = random.uuid();
  const [gateway] = cluster.gateways;
  const middleman = await startMiddleman(t, gateway?.urls[0] ?? "");
  const scene = { channels: [], userIds: [] };
  const create = (api: string, url: string) =>
    createActor(
      {
        apis: cluster.apis.filter(({ name }) => name === api),
        gateways: [{ name: gateway?.name ?? "", urls: [url] }],
      },
      history,
      scene,
      orgId,
      1,
      random.fork(),
    );
  const ada = create("api-1", gateway?.urls[0] ?? "");
  const bob = create("api-2", middleman.url);
  await bob.call({ operation: "getOwnUser", method: "GET", path: "/users/me" });
  const { body } = await ada.call({
    operation: "createChannel",
    method: "POST",
    path: "/channels",
    body: { name: "planted", type: "private", member_ids: [bob.userId] },
    idempotencyKey: random.uuid(),
  });
  const channelId: string = body.id;
  for (const actor of [ada, bob]) {
    for (const device of actor.devices) {
      t.teardown(() => device.close());
      device.connect();
      device.follow(channelId, await actor.fetchList(device, channelId));
    }
  }
  const isFollowing = async () => history.followings.length === 2;
  await until(isFollowing);

  return {
    channelId,
    ada,
    bob,
    middleman,
    async post(api = "api-1") {
      const clientId = random.uuid();
      const answer = await (api === "api-1" ? ada : bob).call({
        operation: "postMessage",
        method: "POST",
        path: `/channels/${channelId}/messages`,
        body: { content: "planted", client_id: clientId },
        channelId,
        clientId,
      });
      if (answer.status !== 201) {
        throw new Error(`a post was answered ${answer.status}`);
      }
      return answer.body;
    },
    async removeBob() {
      await ada.call({
        operation: "removeMember",
        method: "DELETE",
        path: `/channels/${channelId}/members/${bob.userId}`,
        channelId,
      });
    },
    reaches: (seq) => until(async () => (bob.devices[0]?.position(channelId) ?? 0) >= seq),
    async violated() {
      history.channels.splice(0, 1, ...(await readTruth(cluster, orgId)));
      return [...new Set(checkHistory(history).map(({ promise }) => promise))].sort();
    },
  };
}
