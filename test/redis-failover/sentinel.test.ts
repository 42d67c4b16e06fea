import t from "tap";
import { assertServiceWorks } from "./checks.ts";
import { assertSurvivesFailover } from "./fail-over.ts";
import { SENTINEL_NAME, startWatchedRedis } from "./redis-sentinels.ts";
import { startScene } from "./scene.ts";

t.test("a master that sentinels watch: while it dies, nothing is lost", async (t) => {
  const { pair, sentinels } = await startWatchedRedis(t);
  const scene = await startScene(t, {
    REDIS_SENTINELS: sentinels,
    REDIS_SENTINEL_NAME: SENTINEL_NAME,
  });
  await assertServiceWorks(t, scene);
  await assertSurvivesFailover(t, scene, pair, [...scene.channels.keys()]);
});
