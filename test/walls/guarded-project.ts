import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { REPOSITORY } from "./run.ts";
import type { Files, Tree } from "./tree.ts";

/** What the guards read from the root of the tree that they look at. */
const CONFIGURATION = [
  ".gitignore",
  ".oxlintrc.json",
  "biome.json",
  "docs/openapi.json",
  "knip.json",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "redocly.yaml",
  "scripts/verify/dependencies/accepted.yaml",
  "tsconfig.base.json",
];

const PROJECT: Files = {
  "package.json": '{\n  "name": "guarded",\n  "private": true,\n  "type": "module"\n}\n',
  "tsconfig.json": '{ "files": [], "references": [{ "path": "packages/contract" }] }\n',
  "packages/contract/package.json": `${JSON.stringify(
    {
      name: "@chat/contract",
      type: "module",
      exports: { ".": { "@chat/source": "./src/index.ts", default: "./dist/index.js" } },
    },
    null,
    2,
  )}\n`,
  "packages/contract/tsconfig.json": `{
  "extends": "../../tsconfig.base.json",
  "compilerOptions": { "rootDir": "src", "outDir": "dist" },
  "include": ["src"]
}
`,
  "packages/contract/src/index.ts": 'export { answer } from "./answer.ts";\n',
  "packages/contract/src/answer.ts": `export async function answer(): Promise<number> {
  return Promise.resolve(42);
}
`,
};

/** Nobody is asked for vulnerabilities. */
const NO_REGISTRY = "\nregistry: http://127.0.0.1:9/\nfetchRetries: 0\n";

/** A project under the repository's own configuration that every guard lets pass. */
export async function guardedFiles(): Promise<Files> {
  const copies = CONFIGURATION.map(async (name) => [
    name,
    await readFile(join(REPOSITORY, name), "utf8"),
  ]);
  const files: Files = { ...Object.fromEntries(await Promise.all(copies)), ...PROJECT };
  return { ...files, "pnpm-workspace.yaml": `${files["pnpm-workspace.yaml"]}${NO_REGISTRY}` };
}

/** Links what the compiler and the linter look for in the tree itself. */
export async function linkTools(tree: Tree): Promise<void> {
  for (const name of ["@types", "oxlint-tsgolint"]) {
    await tree.link(`node_modules/${name}`, join(REPOSITORY, "node_modules", name));
  }
}
