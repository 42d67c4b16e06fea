import type { Files } from "./tree.ts";

/** For each wall, by its name: files that breach it. The first is the one that is to be refused. */
export const BREACHES: Readonly<Record<string, Files>> = {
  "contract-imports-no-workspace": {
    "packages/contract/src/breach.ts": 'import "@chat/runtime";\n',
  },
  "client-imports-only-contract": {
    "packages/client/src/breach.ts": 'import type { Pool } from "@chat/runtime";\n',
  },
  "domain-imports-only-contract": {
    "packages/domain/src/breach.ts": 'import "@chat/runtime";\n',
  },
  "runtime-imports-no-workspace": {
    "packages/runtime/src/breach.ts": 'import "@chat/contract";\n',
  },
  "packages-import-no-apps": {
    "packages/another/src/breach.ts": 'import "@chat/api";\n',
  },
  "apps-import-no-apps": {
    "apps/api/src/breach.ts": 'import "@chat/gateway";\n',
  },
  "standalone-imports-app-entries": {
    "apps/standalone/src/breach.ts": 'import "../../api/src/inside.ts";\n',
    "apps/api/src/inside.ts": 'import "fastify";\n',
  },
  "nobody-imports-test-or-bench": {
    "apps/worker/src/breach.ts": 'import "@chat/test";\n',
  },
  "service-imports-no-scripts": {
    "packages/runtime/src/breach-of-scripts.ts": 'import "../../../scripts/generate/main.ts";\n',
  },
  "bootstrap-imports-only-node": {
    "scripts/bootstrap-breach.mjs": 'import "./generate/main.ts";\n',
  },
  "no-import-past-exports": {
    "apps/api/src/past-exports.ts": 'import "@chat/domain/src/messages/messages.service.ts";\n',
  },
  "no-path-into-another-package": {
    "test/past-exports.test.ts": 'import "../packages/domain/src/actor.ts";\n',
  },
  "query-tests-reach-only-repositories": {
    "test/queries/past-repositories.test.ts": 'import "../../packages/domain/src/actor.ts";\n',
  },
  "imports-resolve": {
    "packages/contract/src/lost.ts": 'import "./nowhere.ts";\n',
  },
  "no-cycles": {
    "packages/contract/src/chicken.ts":
      'import { egg } from "./egg.ts";\nexport const chicken = 1;\n',
    "packages/contract/src/egg.ts":
      'import { chicken } from "./chicken.ts";\nexport const egg = 1;\n',
  },
  "no-orphans": {
    "packages/contract/src/orphan.ts": "export const orphan = 1;\n",
  },
  "imports-are-declared": {
    "packages/runtime/src/undeclared.ts": 'import "stray";\n',
  },
  "production-imports-no-dev-dependency": {
    "packages/domain/src/development.ts": 'import "dev-only";\n',
  },
  "dev-tools-only-in-test-and-bench": {
    "packages/domain/src/tool.ts": 'import type { Test } from "tap";\n',
  },
  "websocket-only-in-gateway": {
    "apps/worker/src/socket.ts": 'import "ws";\n',
  },
  "client-imports-no-node": {
    "packages/client/src/node.ts": 'import "node:fs";\n',
  },
  "domain-knows-no-transport": {
    "packages/domain/src/transport.ts": 'import type { FastifyRequest } from "fastify";\n',
  },
  "apps-run-no-sql": {
    "apps/api/src/sql.ts": 'import { sql } from "kysely";\n',
  },
  "repository-serves-its-feature": {
    "packages/domain/src/messages/neighbour.ts": 'import "../users/users.repository.ts";\n',
  },
  "repository-stays-in-domain": {
    "packages/domain/src/exported.ts": 'export * from "./users/users.repository.ts";\n',
  },
  "sql-only-in-repositories": {
    "packages/domain/src/messages/sql.service.ts": 'import { sql } from "kysely";\n',
  },
  "policy-imports-no-machinery": {
    "packages/domain/src/messages/machinery.policy.ts":
      'import type { Row } from "./messages.repository.ts";\n',
  },
  "policy-imports-only-types": {
    "packages/domain/src/messages/values.policy.ts": 'import { actor } from "../actor.ts";\n',
  },
  "redis-only-for-what-passes": {
    "packages/domain/src/messages/cache.service.ts": 'import type { Redis } from "ioredis";\n',
  },
};
