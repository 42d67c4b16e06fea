import { limits } from "@chat/contract";
import t from "tap";
import { channelName, DEFAULT_ORGANISATION, stableIds } from "./ids.ts";

await t.test("names of the input become names that the contract allows", async (t) => {
  const allowed = /^[\p{Ll}\p{Lm}\p{Lo}\p{M}\p{Nd}_-]+$/u;
  for (const [source, name] of [
    ["general", "general"],
    ["Is there code for X?", "is-there-code-for-x"],
    ["lean-together 2019", "lean-together-2019"],
    ["設計 / Entwürfe", "設計-entwürfe"],
    ["snake_case!", "snake_case"],
    ["x".repeat(200), "x".repeat(limits.CHANNEL_NAME_LENGTH_MAX)],
    ["\u{1f44b}", "channel-2a32e193"],
  ] as const) {
    t.equal(channelName(source), name);
    t.match(name, allowed);
  }
});

await t.test("ids are the same in each run, and others for each organisation", async (t) => {
  const here = stableIds(DEFAULT_ORGANISATION);
  const there = stableIds("0190aaaa-0000-7000-8000-000000000001");
  t.equal(here.clientId(1), stableIds(DEFAULT_ORGANISATION.toUpperCase()).clientId(1));
  t.equal(here.clientId(1), here.clientId("1"));
  const all = [here.clientId(1), here.clientId(2), here.userId("1"), there.clientId(1)];
  t.equal(new Set(all).size, all.length);
});
