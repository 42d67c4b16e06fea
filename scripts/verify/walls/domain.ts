import { npm, QUERY_TESTS, REPOSITORIES, TESTS, type Wall, wall } from "./wall.ts";

const POLICIES = "^packages/domain/src/.*\\.policy\\.ts$";

/** What the role in a file's name allows it, inside the domain. */
export const domainWalls: Wall[] = [
  wall(
    "repository-serves-its-feature",
    "Another feature's rows are reached from a use-case, which has authorised.",
    { path: "^packages/domain/src/([^/]+)/", pathNot: "\\.service\\.ts$" },
    { path: REPOSITORIES, pathNot: "^packages/domain/src/$1/" },
  ),
  wall(
    "repository-stays-in-domain",
    "A repository does not authorise: whoever reached it from outside would go round the use-case.",
    { pathNot: ["^packages/domain/src/[^/]+/", QUERY_TESTS] },
    { path: REPOSITORIES },
  ),
  wall(
    "sql-only-in-repositories",
    "All SQL can be listed by a file name. Types of kysely say what a transaction is; they run nothing.",
    {
      path: "^packages/domain/",
      pathNot: [REPOSITORIES, "^packages/domain/src/database/", TESTS],
    },
    { path: npm("kysely", "pg"), dependencyTypesNot: ["type-only"] },
  ),
  wall(
    "policy-imports-no-machinery",
    "A policy is a pure function of what it is given: nothing to connect, nothing to fake.",
    { path: POLICIES },
    {
      path: [
        "\\.(service|repository)\\.ts$",
        "^packages/domain/src/(database|outbox)/",
        npm("kysely", "pg", "ioredis"),
      ],
    },
  ),
  wall(
    "policy-imports-only-types",
    "Rules can be shown to clients as they are. Of values a policy takes the contract's and other policies'.",
    { path: POLICIES },
    { pathNot: ["^packages/contract/", POLICIES], dependencyTypesNot: ["type-only"] },
  ),
  wall(
    "redis-only-for-what-passes",
    "Redis carries what is committed already or lives for a moment; a use-case that asked it for more would trust a cache.",
    {
      path: "^packages/domain/",
      pathNot: ["^packages/domain/src/(outbox|ephemeral|presence)/", TESTS],
    },
    { path: npm("ioredis") },
  ),
];
