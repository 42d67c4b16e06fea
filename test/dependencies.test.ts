import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import t from "tap";
import type { Teardown } from "./support/teardown.ts";
import { REPOSITORY, runScript } from "./walls/run.ts";
import { withTree } from "./walls/tree.ts";

const MAIN = "scripts/verify/dependencies/main.ts";
const PATH = `${join(REPOSITORY, "node_modules/.bin")}${delimiter}${process.env["PATH"]}`;

const HOLE = {
  id: 1,
  url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
  title: "a hole",
  severity: "high",
  vulnerable_versions: "*",
};

/** A registry that knows of these vulnerabilities, by package. */
async function startRegistry(t: Teardown, known: Record<string, unknown[]>): Promise<string> {
  const server = createServer((request, answer) => {
    request.resume().once("end", () => {
      answer.setHeader("content-type", "application/json");
      answer.end(JSON.stringify(known));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const ACCEPTED = "scripts/verify/dependencies/accepted.yaml";
const accepting = (reason: string, until: string) => ({
  [ACCEPTED]: `- advisory: GHSA-aaaa-bbbb-cccc\n  reason: "${reason}"\n  until: "${until}"\n`,
});

const files = {
  [ACCEPTED]: "[]\n",
  "package.json": '{ "name": "audited", "private": true }\n',
  "pnpm-lock.yaml": await readFile(join(REPOSITORY, "pnpm-lock.yaml"), "utf8"),
  "pnpm-workspace.yaml": "fetchRetries: 0\n",
};

await withTree(files, async (tree) => {
  const verify = (registry: string, environment = {}) =>
    runScript(tree.root, MAIN, ["--registry", registry], { PATH, ...environment });

  await t.test("a registry that knows of a vulnerability fails the step", async (t) => {
    const { code, output } = await verify(await startRegistry(t, { fastify: [HOLE] }));
    t.equal(code, 1);
    t.match(output, "fastify: a hole (high, GHSA-aaaa-bbbb-cccc)");
  });
  await t.test("one that knows of none does not", async (t) => {
    const { code, output } = await verify(await startRegistry(t, {}));
    t.equal(code, 0, output);
    t.notMatch(output, /note:/);
  });
  await t.test("what is accepted passes until its day, and with a reason", async (t) => {
    const registry = await startRegistry(t, { fastify: [HOLE] });
    await tree.write(accepting("not reached", "2999-01-01"));
    t.match(await verify(registry), { code: 0 });
    await tree.write(accepting("not reached", "2026-01-01"));
    t.match(await verify(registry), { code: 1, output: /what accepted it has expired/ });
    for (const wrong of [accepting(" ", "2999-01-01"), accepting("not reached", "some day")]) {
      await tree.write(wrong);
      t.match(await verify(registry), { code: 1, output: /without a reason or a day/ });
    }
    await tree.write(files);
  });
  await t.test("one that cannot be asked is said, and a failure where required", async (t) => {
    const away = "http://127.0.0.1:9/";
    const said = await verify(away, { AUDIT_REQUIRED: "" });
    t.equal(said.code, 0, said.output);
    t.match(said.output, /^note: the registry could not be asked for vulnerabilities: ./m);
    const required = await verify(away, { AUDIT_REQUIRED: "1" });
    t.equal(required.code, 1);
    t.match(required.output, "could not be asked");
  });
});
