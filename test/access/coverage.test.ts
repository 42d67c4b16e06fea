import t from "tap";
import { startWorld } from "../support/world.ts";
import { attachmentActions } from "./actions/attachments.ts";
import { channelActions } from "./actions/channels.ts";
import { memberActions } from "./actions/members.ts";
import { messageActions } from "./actions/messages.ts";
import { outsideActions } from "./actions/outside.ts";
import { OPERATIONS } from "./operations.ts";
import { CHANNEL_PLACES, OUTSIDE, readPage } from "./page.ts";

const inChannels = {
  ...attachmentActions,
  ...channelActions,
  ...memberActions,
  ...messageActions,
};
const actions = { ...inChannels, ...outsideActions };
const page = await readPage();

const sorted = (names: Iterable<string>) => [...new Set(names)].toSorted();
const operationOf = (action: string) => action.split(" ")[0] ?? "";

t.test("every row of the page is an action, and every action has its rows", async (t) => {
  t.same(sorted(page.map(({ action }) => action)), sorted(Object.keys(actions)));
  for (const [name, { operation }] of Object.entries(actions)) {
    t.equal(operationOf(name), operation.id, `${name} calls what it says`);
  }
});

t.test("every operation of a channel has a row in every kind of channel", async (t) => {
  for (const place of CHANNEL_PLACES) {
    const there = page.filter((cell) => cell.place === place);
    const expected = Object.keys(inChannels).map(operationOf);
    t.same(sorted(there.map(({ action }) => operationOf(action))), sorted(expected), place);
  }
});

t.test("every row has one cell for every caller", async (t) => {
  for (const place of [...CHANNEL_PLACES, OUTSIDE]) {
    const there = page.filter((cell) => cell.place === place);
    const callers = sorted(there.map(({ caller }) => caller));
    for (const [action, cells] of Map.groupBy(there, (cell) => cell.action)) {
      t.same(cells.map(({ caller }) => caller).toSorted(), callers, `${place} / ${action}`);
    }
  }
});

t.test("the API serves the operations that have rows, and no others", async (t) => {
  const ids = sorted(Object.values(actions).map(({ operation }) => operation.id));
  t.same(sorted(OPERATIONS.map(({ id }) => id)), ids, "the contract's");
  const world = await startWorld(t);
  const response = await fetch(`${world.apis[0]?.url}/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Served>> };
  // Uploads that can be resumed are of their uploader alone: resumable-uploads.test.ts.
  const served = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ tags }) => !tags.includes("uploads"));
  t.same(sorted(served.map(({ operationId }) => operationId)), ids, "those of the running API");
});

interface Served {
  readonly operationId: string;
  readonly tags: readonly string[];
}
