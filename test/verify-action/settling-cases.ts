import {
  addThumbnail,
  createDatabase,
  createPublisher,
  type Settlement,
  settleAttachment,
} from "@chat/domain";
import type { Case } from "./cases.ts";
import { done, post, postFiles, reply, type Stage } from "./stage.ts";

const CLEAN: Settlement = { status: "clean", storageKey: "clean/somewhere" };
const PICTURE = { width: 900, height: 600, thumbnail: { width: 360, height: 240 } };

/** As a worker has it. */
function contextOf({ world }: Stage) {
  const [api] = world.apis;
  if (!api) {
    throw new Error("this world has no API");
  }
  const { postgres, redis, config } = api.platform;
  const db = createDatabase(postgres);
  const { publish } = createPublisher(db, redis, config.events, () => undefined);
  return { db, publish, signal: () => undefined, now: () => new Date() };
}

/** The second file of the newest message. */
function fileOf({ world, messages }: Stage) {
  const id = messages.at(-1)?.attachments[1]?.id ?? "";
  return { orgId: world.orgId, id };
}

const settle = (settlement: Settlement) => (stage: Stage) =>
  settleAttachment(contextOf(stage), fileOf(stage), settlement);

/** What workers do to files that are sent: by no operation, and told like one. */
export const SETTLING_CASES: Readonly<Record<string, Case>> = {
  "a file is clean": { prepare: (s) => postFiles(s), act: settle(CLEAN) },
  "a file is infected": { prepare: (s) => postFiles(s), act: settle({ status: "infected" }) },
  "a file could not be scanned": {
    prepare: (s) => postFiles(s),
    act: settle({ status: "failed", retryAt: null }),
  },
  "a file is clean after all, in a message that was edited": {
    prepare: async (s) => {
      const { id } = await postFiles(s);
      await settle({ status: "failed", retryAt: new Date() })(s);
      await done(s.bob.rest("PUT", `/messages/${id}`, { content: "edited" }));
    },
    act: settle(CLEAN),
  },
  "a file of a pinned reply is clean": {
    prepare: async (s) => {
      const root = await post(s, s.ada, "a message");
      await reply(s, s.ada, root, "a reply");
      const { id } = await postFiles(s, `/messages/${root.id}/thread`);
      await done(s.ada.rest("POST", `/messages/${id}/pin`));
    },
    act: settle(CLEAN),
  },
  "a picture has a thumbnail": {
    prepare: async (s) => {
      await postFiles(s);
      await settle(CLEAN)(s);
    },
    act: (s) => addThumbnail(contextOf(s), fileOf(s), PICTURE),
  },
};
