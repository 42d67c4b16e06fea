import { dependencyWalls } from "./scripts/verify/walls/dependencies.ts";
import { domainWalls } from "./scripts/verify/walls/domain.ts";
import { exportWalls } from "./scripts/verify/walls/exports.ts";
import { layerWalls } from "./scripts/verify/walls/layers.ts";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [...layerWalls, ...exportWalls, ...dependencyWalls, ...domainWalls],
  options: {
    doNotFollow: { path: "(^|/)node_modules/" },
    exclude: { path: "(^|/)(dist|\\.tap)/" },
    // Imports of types are imports too: a layer that names another's types depends on it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@chat/source", "import", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".js", ".cjs", ".json", ".d.ts"],
      mainFields: ["main", "types"],
    },
  },
};
