import { existsSync } from "node:fs";
import { posix } from "node:path";
import t from "tap";
import { readCompose } from "../deploy/compose.ts";
import { findLast, readDockerfile } from "../deploy/image/dockerfile.ts";
import { sourceOf } from "../deploy/image/source-of.ts";
import { workloadsOf } from "../deploy/kubernetes/objects.ts";
import { readManifest } from "../deploy/kubernetes/render.ts";
import { readCommands, wordsAfter } from "./runbook-commands.ts";

const commands = await readCommands();
const kubectl = commands.filter((line) => line.includes("kubectl "));
const dockerfile = await readDockerfile();
const manifests = ["api/deployment", "gateway/deployment", "worker/deployment", "migrate/job"];
const workloads = workloadsOf(
  (await Promise.all(manifests.map((name) => readManifest(`base/${name}.yaml`)))).flat(),
);

t.test("commands for a cluster name what is deployed there", async (t) => {
  const [namespace] = await readManifest("overlays/production/namespace.yaml");
  for (const command of kubectl) {
    t.match(command, `kubectl --namespace ${namespace?.metadata.name} `);
  }
  const named = wordsAfter(kubectl, /(?=(?:deployment|job)\/)/);
  const there = workloads.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`);
  t.ok(named.length > 0);
  t.same(
    named.filter((name) => !there.includes(name)),
    [],
  );
  const components = wordsAfter(kubectl, /app\.kubernetes\.io\/component=/);
  t.ok(components.length > 0);
  for (const component of [...components, ...wordsAfter(kubectl, /--target /)]) {
    const workload = workloads.find(({ containers }) => containers[0]?.name === component);
    t.equal(workload?.labels["app.kubernetes.io/component"], component);
  }
});

t.test("ports that are forwarded are those of the processes", async (t) => {
  const forwards = kubectl.filter((line) => line.includes("port-forward"));
  t.equal(forwards.length, 2);
  for (const forward of forwards) {
    const [, name, port] = /deployment\/(\S+) \d+:(\d+)$/.exec(forward) ?? [];
    const ports = workloads.find((workload) => workload.name === name)?.containers[0]?.ports ?? [];
    t.ok(
      ports.some(({ containerPort }) => String(containerPort) === port),
      forward,
    );
  }
});

t.test("what is done by an image is in it", async (t) => {
  const runs = kubectl.filter((line) => line.includes(" exec "));
  t.equal(runs.length, 3);
  for (const run of runs) {
    const [, name = "", path = ""] = /deployment\/(\S+) -- node (\S+\.js)/.exec(run) ?? [];
    const target = name.replace("chat-", "");
    const file = posix.resolve(findLast(dockerfile, target, "WORKDIR")?.text ?? "", path);
    t.ok(existsSync(sourceOf(file)), `${file} is compiled from something`);
    const copies = dockerfile.stages.get(target)?.instructions ?? [];
    const folders = copies
      .filter(({ flags }) => flags["from"] === "compiled")
      .map(({ text }) => text.split(" ")[1] ?? "");
    t.ok(
      folders.some((folder) => file.startsWith(`${folder}/`)),
      `${file} is copied into ${target}`,
    );
  }
});

t.test("nothing is asked of an image that it does not have", async (t) => {
  const bare = commands.filter((line) => /^pnpm (?!…)/.test(line));
  t.same(bare, [], "no image has pnpm");
  const inImage = wordsAfter(kubectl, / exec \S+ -- /);
  t.same([...new Set(inImage)], ["node"]);
});

t.test("the stores are asked by the programs of their own versions", async (t) => {
  const { services } = await readCompose();
  const images = Object.values(services).map(({ image }) => image);
  const asked = commands.flatMap((line) =>
    Array.from(line.matchAll(/--image ((?:postgres|redis):\S+)/g), ([, image]) => image ?? ""),
  );
  t.same(
    asked.filter((image) => !images.includes(image)),
    [],
  );
  t.equal(asked.length, 2);
});
