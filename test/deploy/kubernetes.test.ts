import { readFile } from "node:fs/promises";
import { limits } from "@chat/contract";
import { gatewayApp } from "@chat/gateway";
import { environmentVariables } from "@chat/runtime";
import { workerApp } from "@chat/worker";
import t from "tap";
import { parse } from "yaml";
import { createTestEnvironment } from "../support/environment.ts";
import { startTestProcess } from "../support/platform.ts";
import { TEST_VAPID } from "../support/push-keys.ts";
import { environmentOf, type SecretKeys } from "./kubernetes/environment.ts";
import { type KubernetesObject, ofKind } from "./kubernetes/objects.ts";
import { PLANTS } from "./kubernetes/plants.ts";
import { readManifest, render, renderWith } from "./kubernetes/render.ts";
import { findMissingCommands } from "./kubernetes/rules/commands.ts";
import { findOpen } from "./kubernetes/rules/network.ts";
import { backendsOf, findDangling } from "./kubernetes/rules/references.ts";
import { findUnrunnable } from "./kubernetes/rules/running.ts";
import { type AdapterRules, findUnscalable } from "./kubernetes/rules/scaling.ts";
import { findInsecure } from "./kubernetes/rules/security.ts";
import { findSchemaFaults } from "./kubernetes/schemas.ts";
import { REPOSITORY } from "./repository.ts";

/** From a pod that is made to one that is ready, its image and a node for it included. */
const START_SECONDS = 60;
const OVERLAYS = ["small", "production"] as const;
const KNOWN = new Set(Object.keys(environmentVariables));

/** What could stand in the Secrets. */
const SAMPLES: Readonly<Record<string, string>> = {
  DATABASE_URL: "postgres://chat:secret@pgbouncer:6432/chat",
  MIGRATION_DATABASE_URL: "postgres://chat:secret@postgres:5432/chat",
  REDIS_PASSWORD: "secret",
  S3_ACCESS_KEY: "key",
  S3_SECRET_KEY: "secret",
  JWT_SECRET: "a secret of at least 32 random bytes",
  ...TEST_VAPID,
  SMTP_URL: "smtps://chat:secret@mail:465",
  MAIL_FROM: "chat@example.com",
  PUBLIC_URL: "https://chat.example.com",
  UNSUBSCRIBE_SECRET: "another secret",
};

/** The Secrets that the operator is told to make. */
async function readSecrets(): Promise<SecretKeys> {
  const made = await readManifest("examples/external-secret.yaml");
  return Object.fromEntries(
    made.map(({ spec }) => {
      const names: string[] = spec.data.map(({ secretKey }: { secretKey: string }) => secretKey);
      return [
        spec.target.name,
        Object.fromEntries(names.map((name) => [name, SAMPLES[name] ?? ""])),
      ];
    }),
  );
}

const overlays = new Map(
  await Promise.all(OVERLAYS.map(async (name) => [name, await render(name)] as const)),
);
const production = () => structuredClone(overlays.get("production") ?? []);
const secrets = await readSecrets();

t.test("every object is one that the API of Kubernetes takes", async (t) => {
  for (const [name, objects] of overlays) {
    t.ok(objects.length > 15, `${name} has what the base has`);
    t.same(objects.flatMap(findSchemaFaults), [], name);
  }
  const examples = await readManifest("examples/external-secret.yaml");
  t.same(examples.flatMap(findSchemaFaults), []);
});

t.test("a misspelt or wrong field is found", async (t) => {
  for (const deployment of ofKind(production(), "Deployment")) {
    deployment.spec.template.spec.containers[0].readynessProbe = { periodSeconds: 5 };
    deployment.spec.minReadySeconds = "ten";
    const faults = findSchemaFaults(deployment).join("\n");
    t.match(faults, "containers/0/readynessProbe, which no schema knows");
    t.match(faults, /minReadySeconds.* must be (number|integer)/i);
  }
});

const running = await startTestProcess(t, [gatewayApp, workerApp], {
  ...(await createTestEnvironment(t)),
  ATTACHMENT_SCAN: "off",
});
const exported = new Set(running.platform.metrics.getMetricsAsArray().map(({ name }) => name));
const adapter: AdapterRules = parse(
  await readFile(`${REPOSITORY}/deploy/kubernetes/prometheus-adapter/rules.yaml`, "utf8"),
);

const RULES: Readonly<Record<string, (objects: KubernetesObject[]) => string[]>> = {
  security: findInsecure,
  references: findDangling,
  running: (objects) => findUnrunnable(objects, secrets, KNOWN),
  commands: findMissingCommands,
  network: findOpen,
  scaling: (objects) => findUnscalable(objects, adapter, exported),
};

for (const [name, findFaults] of Object.entries(RULES)) {
  t.test(`${name}: the overlays hold to the rules, and a planted mistake is found`, async (t) => {
    for (const [overlay, objects] of overlays) {
      t.same(findFaults(objects), [], overlay);
    }
    for (const { fault, plant } of PLANTS[name] ?? []) {
      const objects = production();
      plant(objects);
      const found = findFaults(objects);
      t.ok(
        found.some((each) => each.startsWith(fault)),
        `${fault}, in ${JSON.stringify(found)}`,
      );
    }
    t.ok(PLANTS[name]?.length, "each rule has a mistake of its own");
  });
}

t.test("with the component of tracing, servers trace and may call the collector", async (t) => {
  const objects = await renderWith("production", "tracing");
  t.same(objects.flatMap(findSchemaFaults), []);
  t.same(findUnrunnable(objects, secrets, KNOWN), []);
  const calls = findOpen(objects).filter((fault) => fault.includes("4318"));
  t.equal(calls.length, 3, "what the base has is closed to it");
  for (const { spec } of ofKind(objects, "Deployment")) {
    const [container] = spec.template.spec.containers;
    t.equal(environmentOf(container, objects, secrets)["OTEL_TRACES_SAMPLER_ARG"], "0.01");
  }
});

t.test("servers start without what sends mail and push, which is optional", async (t) => {
  const { "chat-senders": _, ...needed } = secrets;
  t.same(findUnrunnable(production(), needed, KNOWN), []);
  t.match(findUnrunnable(production(), {}, KNOWN).join("\n"), "chat-secrets, which is not there");
});

t.test("sockets go to the gateways, everything else to the APIs", async (t) => {
  for (const [overlay, objects] of overlays) {
    t.strictSame(
      Object.fromEntries(backendsOf(objects)),
      { "/ws": "chat-gateway", "/": "chat-api" },
      overlay,
    );
  }
});

t.test("the Ingress lets uploads and silent sockets through, and logs no token", (t) => {
  const [ingress] = ofKind(overlays.get("small") ?? [], "Ingress");
  const told = (name: string) =>
    ingress?.metadata.annotations?.[`nginx.ingress.kubernetes.io/${name}`];
  t.equal(told("proxy-body-size"), "0");
  t.equal(told("proxy-request-buffering"), "off");
  t.equal(told("enable-access-log"), "false");
  for (const direction of ["read", "send"]) {
    const seconds = Number(told(`proxy-${direction}-timeout`));
    t.ok(
      seconds * 1_000 > limits.SOCKET_HEARTBEAT_MS,
      `${direction}: longer than between two pings`,
    );
  }
  t.end();
});

t.test("only the migration is given what goes past a pooler", async (t) => {
  const objects = production();
  const refers = JSON.stringify(ofKind(objects, "Deployment"));
  t.notMatch(refers, "chat-migration");
  t.match(JSON.stringify(ofKind(objects, "Job")), "chat-migration");
  t.same(Object.keys(secrets["chat-migration"] ?? {}), ["MIGRATION_DATABASE_URL"]);
});

t.test("the autoscalers go as far as the page on capacity does", async (t) => {
  const page = await readFile(`${REPOSITORY}/docs/capacity.md`, "utf8");
  for (const [row, name] of Object.entries({
    gateways: "chat-gateway",
    APIs: "chat-api",
    workers: "chat-worker",
  })) {
    const counts = new RegExp(`^\\| ${row}, pods \\|(.+)\\|$`, "m").exec(page)?.[1];
    const most = Math.max(...(counts ?? "").split("|").map(Number));
    const scaler = ofKind(production(), "HorizontalPodAutoscaler").find(
      ({ metadata }) => metadata.name === name,
    );
    t.ok(most > 0, `the page says how many ${row}`);
    t.ok(scaler?.spec.maxReplicas >= most, `${name} may be as many as ${most}`);
  }
});

t.test("a rollout of the most gateways there may be ends before VersionsApart fires", async (t) => {
  const objects = production();
  const find = (kind: string) =>
    ofKind(objects, kind).find(({ metadata }) => metadata.name === "chat-gateway");
  const { maxReplicas } = find("HorizontalPodAutoscaler")?.spec ?? {};
  const { minReadySeconds, strategy, template } = find("Deployment")?.spec ?? {};
  const surge = /^(\d+)%$/.exec(strategy.rollingUpdate.maxSurge)?.[1];
  const atOnce = Math.ceil((maxReplicas * Number(surge)) / 100);
  const stepSeconds = minReadySeconds + START_SECONDS;
  const seconds =
    Math.ceil(maxReplicas / atOnce) * stepSeconds + template.spec.terminationGracePeriodSeconds;
  const rules = await readFile(`${REPOSITORY}/deploy/prometheus/rules/processes.yml`, "utf8");
  const hours = /alert: VersionsApart[^-]*?for: (\d+)h/s.exec(rules)?.[1];
  t.ok(seconds < Number(hours) * 3_600, `${seconds} s`);
});

t.test("images are those of this version", async (t) => {
  const { version } = JSON.parse(await readFile(`${REPOSITORY}/package.json`, "utf8"));
  for (const objects of overlays.values()) {
    const images = JSON.stringify(objects).match(/"image":"[^"]+"/g) ?? [];
    t.ok(images.length > 4);
    t.ok(images.every((image) => image.endsWith(`:${version}"`)));
  }
});
