import { type Wall, wall } from "./wall.ts";

const WORKSPACE = "^(packages|apps|test|bench|scripts)/";

/** Who may import whom among the packages and apps. */
export const layerWalls: Wall[] = [
  wall(
    "contract-imports-no-workspace",
    "The contract is what everybody shares, clients included; it can stand on nothing of ours.",
    { path: "^packages/contract/" },
    { path: WORKSPACE, pathNot: "^packages/contract/" },
  ),
  wall(
    "client-imports-only-contract",
    "The SDK is published: whatever it imports, its users install.",
    { path: "^packages/client/" },
    { path: WORKSPACE, pathNot: "^packages/(client|contract)/" },
  ),
  wall(
    "domain-imports-only-contract",
    "What chat means does not depend on how a process runs or who calls it.",
    { path: "^packages/domain/" },
    { path: WORKSPACE, pathNot: "^packages/(domain|contract)/" },
  ),
  wall(
    "runtime-imports-no-workspace",
    "How a process runs knows nothing of chat, so that any app can stand on it.",
    { path: "^packages/runtime/" },
    { path: WORKSPACE, pathNot: "^packages/runtime/" },
  ),
  wall(
    "packages-import-no-apps",
    "Apps compose packages; the other way round nothing could be used apart.",
    { path: "^packages/" },
    { path: "^apps/" },
  ),
  wall(
    "apps-import-no-apps",
    "Apps are deployed and scaled apart. What two of them need belongs in a package.",
    { path: "^apps/([^/]+)/", pathNot: "^apps/standalone/" },
    { path: "^apps/", pathNot: "^apps/$1/" },
  ),
  wall(
    "standalone-imports-app-entries",
    "Standalone composes the other apps as they are: by their entry, not by their insides.",
    { path: "^apps/standalone/" },
    { path: "^apps/", pathNot: ["^apps/standalone/", "^apps/[^/]+/src/app\\.ts$"] },
  ),
  wall(
    "nobody-imports-test-or-bench",
    "Tests and load generators stand outside of the service and see it as its users do.",
    { path: "^([^/]+)/" },
    { path: "^(test|bench)/", pathNot: "^$1/" },
  ),
  wall(
    "service-imports-no-scripts",
    "Scripts work on the repository; an image does not contain them.",
    { path: "^(packages|apps|bench)/" },
    { path: "^scripts/" },
  ),
  wall(
    "bootstrap-imports-only-node",
    "The bootstrap runs before anything is installed.",
    { path: "^scripts/bootstrap" },
    { pathNot: "^scripts/bootstrap", dependencyTypesNot: ["core"] },
  ),
];
