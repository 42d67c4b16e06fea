import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentVariables } from "@chat/runtime";
import t from "tap";
import { createEmptyDatabase } from "../support/database.ts";
import { createTestEnvironment } from "../support/environment.ts";
import { restAs } from "../support/rest.ts";
import { openSocket } from "../support/socket.ts";
import { signToken } from "../support/tokens.ts";
import { until } from "../support/until.ts";
import { createIgnore } from "./image/context.ts";
import { findLast, wordsOf } from "./image/dockerfile.ts";
import { buildImages, TARGETS } from "./image/images.ts";
import { installedPackages, reachedPackages } from "./image/packages.ts";
import { REPOSITORY } from "./repository.ts";

const images = await buildImages(t);
const { dockerfile, roots } = images;
const SERVERS = ["api", "gateway", "worker"] as const;

t.test("an image holds the packages that its process reaches, and no other", async (t) => {
  for (const target of TARGETS) {
    const root = join(roots[target], "srv/chat");
    const workdir = findLast(dockerfile, target, "WORKDIR")?.text ?? "";
    const reached = await reachedPackages(root, roots[target] + workdir);
    const strays = (await installedPackages(root)).filter((folder) => !reached.has(folder));
    t.same(strays, [], `${target}: nothing else is installed`);
    const names = [...reached].join("\n");
    t.match(names, /node_modules\/pg\n/, "and something is");
    t.notMatch(names, /node_modules\/(tap|typescript|@biomejs)/);
    t.notOk(existsSync(join(root, "packages/runtime/src")), "sources are left out");
  }
});

t.test("the processes of the images serve a message, and write no file", async (t) => {
  const url = await createEmptyDatabase(t);
  const migrate = wordsOf(findLast(dockerfile, "migrate", "CMD"));
  const waiting = images.run(
    "api",
    ["node", "/srv/chat/packages/runtime/dist/migrate/cli.js", "wait"],
    {
      DATABASE_URL: url,
    },
  );
  const migrated = await images.run("migrate", migrate, { MIGRATION_DATABASE_URL: url });
  t.equal(migrated.code, 0, migrated.output);
  t.match(await waiting, { code: 0, output: "" }, "who waited for it goes on");

  const environment = { ...(await createTestEnvironment(t)), DATABASE_URL: url };
  const bucket = ["node", "dist/storage/make-bucket.js"];
  const made = await images.run("migrate", bucket, environment);
  t.equal(made.code, 0, made.output);
  const [api, gateway, worker] = await Promise.all([
    images.start(t, "api", environment),
    images.start(t, "gateway", environment),
    images.start(t, "worker", { ...environment, ATTACHMENT_SCAN: "off" }),
  ]);
  const token = signToken({ org_id: randomUUID() });
  const rest = restAs(api.url, token);
  const { body: channel } = await rest("POST", "/channels", { name: "images" });
  const socket = await openSocket(t, gateway.url, token);
  await socket.follow(channel.id);
  const posted = await rest("POST", `/channels/${channel.id}/messages`, { content: "from dist" });
  t.equal(posted.status, 201);
  const event = await socket.waitFor("message");
  t.equal(event.payload.content, "from dist");
  // The worker has indexed it.
  await until(async () => (await rest("GET", "/search?q=dist")).body.items.length === 1);
  t.equal((await fetch(`${api.url}/docs/`)).status, 200, "files of packages are there, too");

  for (const [server, { metricsUrl, kill, log }] of [
    ["api", api],
    ["gateway", gateway],
    ["worker", worker],
  ] as const) {
    const check = wordsOf(findLast(dockerfile, server, "HEALTHCHECK"));
    const port = { CHAT_METRICS_PORT: new URL(metricsUrl).port };
    t.match(await images.run(server, check, port), { code: 0, output: "" });
    await kill("SIGTERM");
    await until(async () => log.at(-1)?.["msg"] === "stopped");
    t.match(await images.run(server, check, port), { code: 1 });
  }
});

t.test("what the Dockerfile says agrees with the rest of the tree", async (t) => {
  const manifest = JSON.parse(await readFile(`${REPOSITORY}/package.json`, "utf8"));
  const node = manifest.devDependencies.node24.split("@").pop();
  t.match(dockerfile.args["NODE_IMAGE"], new RegExp(`^node:${node}-`));
  for (const target of TARGETS) {
    t.match(findLast(dockerfile, target, "USER")?.text, /^[1-9]\d+:[1-9]\d+$/);
    t.equal(findLast(dockerfile, target, "STOPSIGNAL")?.text, "SIGTERM");
  }
  const { CHAT_PORT, CHAT_METRICS_PORT } = environmentVariables;
  for (const server of SERVERS) {
    t.equal(
      findLast(dockerfile, server, "EXPOSE")?.text,
      `${CHAT_PORT.default} ${CHAT_METRICS_PORT.default}`,
    );
  }
});

t.test("the context of a build leaves out what was made here, and what is secret", async (t) => {
  const isIgnored = await createIgnore();
  for (const path of [
    ".git/config",
    ".env",
    ".data/secret",
    "node_modules/pg/package.json",
    "apps/api/node_modules/pg",
    "packages/domain/dist/index.js",
    "apps/api/tsconfig.tsbuildinfo",
    "test/run.ts",
  ]) {
    t.ok(isIgnored(path), path);
  }
  for (const path of ["package.json", "apps/api/src/main.ts", "test/package.json"]) {
    t.notOk(isIgnored(path), path);
  }
});
