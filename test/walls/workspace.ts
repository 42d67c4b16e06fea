import type { Files, Tree } from "./tree.ts";

/** What each project of the small workspace declares; it has an entry that the others may import. */
const PROJECTS: Readonly<
  Record<string, { entry: string; dependencies: string[]; devDependencies?: string[] }>
> = {
  "packages/contract": { entry: "src/index.ts", dependencies: [] },
  "packages/client": { entry: "src/index.ts", dependencies: ["@chat/contract"] },
  "packages/runtime": { entry: "src/index.ts", dependencies: ["pg", "fastify"] },
  "packages/domain": {
    entry: "src/index.ts",
    dependencies: ["@chat/contract", "ioredis", "kysely", "pg"],
    devDependencies: ["tap", "dev-only"],
  },
  "apps/api": { entry: "src/app.ts", dependencies: ["@chat/domain", "fastify", "kysely"] },
  "apps/gateway": { entry: "src/app.ts", dependencies: ["@chat/domain", "ws"] },
  "apps/worker": { entry: "src/app.ts", dependencies: ["@chat/domain", "bullmq", "ws"] },
  "apps/standalone": { entry: "src/index.ts", dependencies: ["@chat/api", "pg"] },
  test: { entry: "support/database.ts", dependencies: ["tap", "ws", "pg"] },
  bench: { entry: "src/load.ts", dependencies: ["ws"] },
};

const NPM_PACKAGES = [
  "bullmq",
  "dev-only",
  "fastify",
  "ioredis",
  "kysely",
  "pg",
  "tap",
  "ws",
  "stray",
];

/** Imports of every kind that the walls allow. */
const SOURCES: Files = {
  "packages/contract/src/index.ts": 'export * from "./limits.ts";\n',
  "packages/contract/src/limits.ts": "export const LIMIT = 1;\nexport type Name = string;\n",
  "packages/client/src/index.ts": 'export { LIMIT } from "@chat/contract";\n',
  "packages/runtime/src/index.ts": 'import "node:fs";\nimport "fastify";\nimport "pg";\n',
  "packages/domain/src/index.ts":
    'export * from "./messages/messages.service.ts";\nexport * from "./outbox/relay.ts";\n',
  "packages/domain/src/database/database.ts": 'import "kysely";\nexport type Tx = string;\n',
  "packages/domain/src/messages/messages.service.ts":
    'import "./messages.policy.ts";\nimport "./messages.repository.ts";\nimport "../users/users.repository.ts";\nimport type { Tx } from "../database/database.ts";\nimport type { Kysely } from "kysely";\n',
  "packages/domain/src/messages/messages.policy.ts":
    'import type { Name } from "@chat/contract";\nimport type { Actor } from "../actor.ts";\n',
  "packages/domain/src/messages/messages.repository.ts": 'import { sql } from "kysely";\n',
  "packages/domain/src/messages/messages.service.test.ts":
    'import "tap";\nimport "./messages.repository.ts";\n',
  "packages/domain/src/users/users.repository.ts": 'import { sql } from "kysely";\n',
  "packages/domain/src/actor.ts": "export type Actor = string;\n",
  "packages/domain/src/outbox/relay.ts": 'import "ioredis";\n',
  "apps/api/src/app.ts": 'import "@chat/domain";\nimport type { Kysely } from "kysely";\n',
  "apps/gateway/src/app.ts": 'import "@chat/domain";\nimport "ws";\n',
  "apps/worker/src/app.ts": 'import "@chat/domain";\nimport "bullmq";\n',
  "apps/standalone/src/index.ts": 'import "@chat/api";\nimport "pg";\n',
  "test/support/database.ts": 'import "pg";\n',
  "test/end-to-end.test.ts":
    'import "tap";\nimport "ws";\nimport "@chat/domain";\nimport "./support/database.ts";\n',
  "bench/src/load.ts": 'import "ws";\n',
  "scripts/bootstrap.mjs": 'import "node:fs";\n',
  "scripts/generate/main.ts": 'import "@chat/contract";\n',
};

const versions = (names: readonly string[] = []) =>
  Object.fromEntries(names.map((name) => [name, "*"]));

function manifest(folder: string): string {
  const { entry, dependencies, devDependencies } = PROJECTS[folder] ?? {
    entry: "",
    dependencies: [],
  };
  return JSON.stringify({
    name: `@chat/${folder.split("/").at(-1)}`,
    type: "module",
    exports: { ".": { "@chat/source": `./${entry}`, default: "./dist/index.js" } },
    dependencies: versions(dependencies),
    devDependencies: versions(devDependencies),
  });
}

/** A workspace in small, of the same shape as the repository's, in which no wall is breached. */
export function workspaceFiles(): Files {
  const manifests = Object.keys(PROJECTS).map((folder) => [
    `${folder}/package.json`,
    manifest(folder),
  ]);
  const installed = NPM_PACKAGES.flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" })],
    [`node_modules/${name}/index.js`, ""],
  ]);
  return {
    "package.json": JSON.stringify({ devDependencies: { "@chat/contract": "*" } }),
    ...Object.fromEntries([...manifests, ...installed]),
    ...SOURCES,
  };
}

/** Links the projects as pnpm does. */
export async function linkWorkspace(tree: Tree): Promise<void> {
  for (const folder of Object.keys(PROJECTS)) {
    await tree.link(`node_modules/@chat/${folder.split("/").at(-1)}`, `../../${folder}`);
  }
}
