import t from "tap";
import { startAppProcess } from "../support/process.ts";
import { until } from "../support/until.ts";
import { createStage } from "./stage.ts";

/** Above how long the queue leaves a job to a worker that has died. */
const TAKEN_OVER_MS = 40_000;

t.test(
  "a worker killed between handing over and noting it doubles once, under the same ids",
  async (t) => {
    const stage = await createStage(t, { workers: 0 });
    const { bob, browser, explain, makeDue, mails, post, world } = stage;
    const held = Promise.withResolvers<void>();
    browser.hold = held.promise;
    mails.hold = held.promise;
    const message = await post(`<@${bob.id}>`);
    const killed = await startAppProcess(t, "worker", {
      ...world.environment,
      ATTACHMENT_SCAN: "off",
    });
    await until(async () => browser.received.length === 1 && mails.received.length === 1);
    await killed.kill("SIGKILL");
    const states = async () => (await explain(message)).deliveries.map(({ state }) => state);
    t.same(await states(), ["sending", "sending"]);
    browser.hold = undefined;
    mails.hold = undefined;
    held.resolve();

    await world.startWorker();
    await world.startWorker();
    await makeDue(message);
    await until(async () => (await states()).every((state) => state === "sent"), TAKEN_OVER_MS);
    t.same([browser.received.length, mails.received.length], [2, 2]);
    t.equal(new Set(browser.received.map(({ topic }) => topic)).size, 1);
    t.equal(new Set(mails.received.map(({ messageId }) => messageId)).size, 1);
    t.same(await states(), ["sent", "sent"]);
  },
);
