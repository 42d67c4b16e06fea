import t from "tap";
import type { SourceMessage } from "../replay/source.ts";
import { conversationShape } from "./conversation-shape.ts";
import { happeningsOf } from "./happenings.ts";
import { spreadOf } from "./load.ts";
import { cellOf } from "./measured.ts";
import { seededRandom } from "./random.ts";
import { type Simulation, simulate } from "./simulation.ts";
import { makeWorld } from "./world.ts";

const HOUR_SECONDS = 3_600;
const USERS = 8_000;
const GATEWAYS = 8;
const SECONDS = 1_200;

/** Four channels of 1, 2, 3 and 4 parts of the messages, by 40 people, in two hours of each of ten days. */
function conversations(): SourceMessage[] {
  const random = seededRandom(7);
  const channels = ["a", "b", "b", "c", "c", "c", "d", "d", "d", "d"];
  return Array.from({ length: 4_000 }, (_, index) => {
    const channel = channels[index % channels.length] ?? "a";
    const people = { a: 40, b: 10, c: 20, d: 30 }[channel] ?? 0;
    const day = Math.floor(index / 400);
    const within = Math.floor(((index % 400) * 2 * HOUR_SECONDS) / 400);
    return {
      line: index + 1,
      channel,
      thread: undefined,
      id: index,
      user: `user-${Math.floor(random() * people)}`,
      ts: day * 24 * HOUR_SECONDS + within,
      content: "0123456789",
    };
  });
}

const shape = conversationShape(conversations());
const simulation = simulate(USERS, GATEWAYS, shape, SECONDS);

function loadOf({ loads }: Simulation, name: string) {
  const found = loads.find(({ placement }) => placement === name);
  if (!found) {
    throw new Error(`nothing was placed ${name}`);
  }
  return found.load;
}

/** Whether it is off by no more than this part. */
function near(value: number, expected: number, part: number): boolean {
  return Math.abs(value - expected) <= expected * part;
}

t.test("conversations say who writes how much, where and when", async (t) => {
  t.same(
    shape.channels.map(({ messages }) => messages),
    [0.4, 0.3, 0.2, 0.1],
  );
  t.equal(shape.authors, 40);
  t.equal(shape.channels.at(-1)?.authors, 1);
  t.equal(shape.busiestHour, 0.5);
  t.equal(shape.meanBytes, 10);
  t.equal(Math.max(...shape.gaps), 1_800, "nights are cut");
});

t.test("one seed, one simulation; another one, another", async (t) => {
  const small = (users: number) => JSON.stringify(simulate(users, 3, shape, 60));
  t.equal(small(500), small(500));
  t.not(small(500), small(501));
});

t.test("every event is in one shard and one group, every delivery at one gateway", async (t) => {
  const random = seededRandom(1);
  const world = makeWorld(USERS, shape, random);
  t.equal(
    world.organisations.reduce((sum, { users }) => sum + users, 0),
    USERS,
  );
  const all = [...happeningsOf(world, shape, 60, random)];
  t.ok(all.every(({ second }) => second >= 0 && second < 60));
  t.ok(all.every(({ channel }) => new Set(channel.followers).size === channel.followers.length));
  const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);
  for (const { placement, load } of simulation.loads) {
    t.equal(total(load.shards), load.events, `${placement}: shards`);
    t.equal(total(load.groups), load.events, `${placement}: groups`);
    t.equal(total(load.gateways.map(({ deliveries }) => deliveries)), load.deliveries, placement);
    t.equal(total(load.gateways.map(({ sockets }) => sockets)), USERS, `${placement}: sockets`);
    t.equal(load.deliveries, loadOf(simulation, "at random").deliveries, "wherever users are");
  }
});

t.test("what happens is what the arithmetic expects", async (t) => {
  const { expected, expectedImbalance } = simulation;
  const load = loadOf(simulation, "at random");
  t.ok(near(load.events / SECONDS, expected.eventsPerSecond, 0.02));
  t.ok(near(load.deliveries / SECONDS, expected.deliveriesPerSecond, 0.05));
  const wanted = spreadOf(load.gateways.map(({ eventsWanted }) => eventsWanted / load.events));
  t.ok(near(wanted.mean, expected.wantedPart, 0.03));
  const gateways = spreadOf(load.gateways.map(({ deliveries }) => deliveries));
  t.ok(near(gateways.max / gateways.mean, expectedImbalance.gateway, 0.05));
  const shards = spreadOf(load.shards);
  t.ok(near(shards.max / shards.mean, expectedImbalance.shard, 0.3));
});

t.test("a gateway with one group reads its part of the events, and wants most of it", async (t) => {
  const atRandom = loadOf(simulation, "at random");
  t.ok(atRandom.gateways.every(({ eventsRead }) => eventsRead === atRandom.events));
  const { gateways, events, groups } = loadOf(simulation, "by group");
  t.equal(
    gateways.reduce((sum, { eventsRead }) => sum + eventsRead, 0),
    events,
    "with as many gateways as groups, each event is read once",
  );
  t.same(
    gateways.map(({ eventsRead }) => eventsRead),
    [...groups],
  );
  t.ok(gateways.every(({ eventsRead, eventsWanted }) => eventsWanted === eventsRead));
});

t.test("figures come from the tables that benches write", async (t) => {
  const page =
    "**a title, and more**\n\n| | one | two |\n| --- | ---: | ---: |\n| row | 1,234.5 | **2.26 (1–3)** |\n";
  t.equal(cellOf(page, "a title", "row", "one"), 1234.5);
  t.equal(cellOf(page, "a title", "row", "two"), 2.26);
  t.throws(() => cellOf(page, "a title", "row", "three"), /no figure for a title: row, three/);
  t.throws(() => cellOf(page, "another", "row", "one"), /no figure/);
});
