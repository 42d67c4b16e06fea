import t from "tap";
import { readConfig } from "./config.ts";

const needed = {
  DATABASE_URL: "postgres://localhost/chat",
  S3_ENDPOINT: "http://localhost:9000",
  S3_ACCESS_KEY: "key",
  S3_SECRET_KEY: "secret",
  JWT_SECRET: "secret",
};
const sentinel = { REDIS_SENTINELS: "a:26379, b:26379", REDIS_SENTINEL_NAME: "chat" };

const serversOf = (given: Record<string, string>) =>
  readConfig({ ...needed, ...given }).redis.servers;

t.test("one server is the default, also where others are set to nothing", async (t) => {
  const localhost = { kind: "single", address: { host: "localhost", port: 6379 } };
  t.same(serversOf({}), localhost);
  t.same(serversOf({ REDIS_CLUSTER_NODES: "", REDIS_SENTINELS: "" }), localhost);
  const there = { kind: "single", address: { host: "redis", port: 1 } };
  t.same(serversOf({ REDIS_ADDR: "redis:1" }), there);
});

t.test("nodes of a cluster, and sentinels, are lists of addresses", async (t) => {
  const nodes = [
    { host: "a", port: 7000 },
    { host: "::1", port: 7001 },
  ];
  t.same(serversOf({ REDIS_CLUSTER_NODES: "a:7000,[::1]:7001" }), { kind: "cluster", nodes });
  const sentinels = [
    { host: "a", port: 26379 },
    { host: "b", port: 26379 },
  ];
  const known = { kind: "sentinel", sentinels, name: "chat" };
  t.same(serversOf(sentinel), { ...known, password: undefined });
  t.same(serversOf({ ...sentinel, REDIS_SENTINEL_PASSWORD: "x" }), { ...known, password: "x" });
});

t.test("what does not go together is refused by name", async (t) => {
  const cases: [Record<string, string>, string][] = [
    [
      { REDIS_ADDR: "a:1", REDIS_CLUSTER_NODES: "b:1" },
      "REDIS_CLUSTER_NODES is wrong: it stands in place of REDIS_ADDR, which is set, too",
    ],
    [
      { REDIS_ADDR: "a:1", ...sentinel },
      "REDIS_SENTINELS is wrong: it stands in place of REDIS_ADDR",
    ],
    [
      { REDIS_CLUSTER_NODES: "b:1", ...sentinel },
      "REDIS_SENTINELS is wrong: it stands in place of REDIS_CLUSTER_NODES",
    ],
    [{ ...sentinel, REDIS_SENTINEL_NAME: "" }, "REDIS_SENTINEL_NAME is missing: it takes the name"],
    [{ ...sentinel, REDIS_SENTINELS: "" }, "REDIS_SENTINELS is missing: it takes host:port,"],
    [{ REDIS_SENTINEL_PASSWORD: "x" }, "REDIS_SENTINELS is missing: it takes host:port,"],
    [{ REDIS_CLUSTER_NODES: "a:1,b" }, "REDIS_CLUSTER_NODES is wrong: it takes host:port,"],
    [{ REDIS_CLUSTER_NODES: "a:1," }, "REDIS_CLUSTER_NODES is wrong: it takes host:port,"],
  ];
  for (const [given, message] of cases) {
    t.throws(() => serversOf(given), { message });
  }
});
