import { QUERY_TESTS, REPOSITORIES, type Wall, wall } from "./wall.ts";

/** Packages are entered by their `exports`, and the graph of modules is a tree without dead ends. */
export const exportWalls: Wall[] = [
  wall(
    "no-import-past-exports",
    "What a package does not export is its own affair and may change at any time.",
    {},
    { path: "^@chat/[^/]+/", couldNotResolve: true },
  ),
  wall(
    "no-path-into-another-package",
    "A relative path goes round the other package's exports.",
    { path: "^(packages/[^/]+|apps/[^/]+|test|bench|scripts)/", pathNot: QUERY_TESTS },
    { path: "^(packages|apps)/", pathNot: "^$1/", dependencyTypes: ["local"] },
  ),
  wall(
    "query-tests-reach-only-repositories",
    "The tests that look at the plan of every query call repositories, and nothing else past exports.",
    { path: QUERY_TESTS },
    { path: "^(packages|apps)/", pathNot: REPOSITORIES, dependencyTypes: ["local"] },
  ),
  wall(
    "imports-resolve",
    "An import that leads nowhere hides from every other rule.",
    {},
    { couldNotResolve: true, pathNot: "^@chat/[^/]+/" },
  ),
  wall(
    "no-cycles",
    "Modules in a circle can be neither read, tested nor loaded one by one.",
    {},
    { circular: true },
  ),
  wall("no-orphans", "A module that nothing imports and that imports nothing is dead.", {
    orphan: true,
    pathNot: "\\.d\\.ts$",
  }),
];
