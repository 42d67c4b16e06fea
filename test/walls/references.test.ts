import { access, glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { REPOSITORY } from "./run.ts";

interface RootConfiguration {
  readonly references: readonly { readonly path: string }[];
}

// A project that the root does not reference is checked by nobody, and nothing says so.
t.test("the root tsconfig references every project of the workspace", async (t) => {
  const pattern = ["{packages,apps}/*/package.json", "{test,bench}/package.json"];
  const manifests: string[] = [];
  for await (const path of glob(pattern, { cwd: REPOSITORY })) {
    manifests.push(path);
  }
  const projects = [...manifests.map((path) => path.replace(/\/package\.json$/, "")), "scripts"];

  const root = await readFile(join(REPOSITORY, "tsconfig.json"), "utf8");
  const referenced = (JSON.parse(root) as RootConfiguration).references.map(({ path }) => path);
  t.strictSame(referenced.toSorted(), projects.toSorted());
  for (const project of projects) {
    await t.resolves(access(join(REPOSITORY, project, "tsconfig.json")), project);
  }
});
