import { type Actor, createActor } from "../clients/actor.ts";
import type { Scene, SceneChannel } from "../clients/scene.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { History } from "../history.ts";
import type { Random } from "../random.ts";

const ACTORS = 9;
const DEVICES_MAX = 2;
/** How many of each type of channel there are. */
const CHANNELS = { public: 2, private: 3, direct: 1 } as const;

export interface Stage {
  readonly orgId: string;
  readonly scene: Scene;
  readonly actors: readonly Actor[];
}

/** An organisation of its own, with users whose devices follow its channels from a list on. */
export async function setStage(
  cluster: Pick<Cluster, "apis" | "gateways">,
  history: History,
  random: Random,
): Promise<Stage> {
  const orgId = random.uuid();
  const scene: Scene = { channels: [], userIds: [] };
  const actors = Array.from({ length: ACTORS }, (_, index) =>
    createActor(cluster, history, scene, orgId, (index % DEVICES_MAX) + 1, random.fork()),
  );
  for (const { call, userId } of actors) {
    await call({ operation: "getOwnUser", method: "GET", path: "/users/me" });
    scene.userIds.push(userId);
  }
  for (const [type, count] of Object.entries(CHANNELS)) {
    for (let index = 0; index < count; index += 1) {
      const owner = random.pick(actors);
      scene.channels.push(await open(owner, type as SceneChannel["type"], `${type}-${index}`));
    }
  }
  for (const actor of actors) {
    for (const device of actor.devices) {
      device.connect();
      for (const { id } of scene.channels) {
        const asOfSeq = await actor.fetchList(device, id);
        if (asOfSeq !== undefined) {
          device.follow(id, asOfSeq);
        }
      }
    }
  }
  return { orgId, scene, actors };
}

/** Everybody is in it; in a direct one the owner and another. */
async function open(
  { call, userId, random, scene }: Actor,
  type: SceneChannel["type"],
  name: string,
): Promise<SceneChannel> {
  const others = scene.userIds.filter((id) => id !== userId);
  const request =
    type === "direct"
      ? { operation: "openDirect", path: "/dm", body: { user_id: random.pick(others) } }
      : {
          operation: "createChannel",
          path: "/channels",
          body: { name, type, member_ids: others },
        };
  const { status, body } = await call({
    ...request,
    method: "POST",
    idempotencyKey: random.uuid(),
  });
  if (status !== 201 && status !== 200) {
    throw new Error(`${request.operation} ${name} was answered ${status}: ${JSON.stringify(body)}`);
  }
  return { id: body.id, type, ownerId: userId, messages: [], isDeleted: false };
}
