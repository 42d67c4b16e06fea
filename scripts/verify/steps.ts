import { join } from "node:path";
import { REPOSITORY } from "./repository.ts";

/** One check: a command that is run in the working directory and exits with 0 where all is well. */
export interface Step {
  name: string;
  command: string;
  args: string[];
  /** The command that mends what the step finds, where there is one. */
  mendedBy?: string;
}

const script = (...path: string[]) => join(REPOSITORY, "scripts", ...path);

/** Everything that `pnpm verify` checks, the slowest first so that none is left running alone. */
export const STEPS: Step[] = [
  {
    name: "drift",
    command: "node",
    args: ["--conditions=@chat/source", script("generate", "main.ts"), "--check"],
  },
  { name: "types", command: "tsc", args: ["--build"] },
  { name: "promises", command: "oxlint", args: ["--type-aware", "--deny-warnings"] },
  { name: "walls", command: "node", args: [script("verify", "walls", "main.ts")] },
  { name: "dead-code", command: "knip", args: ["--no-progress", "--no-config-hints"] },
  { name: "dependencies", command: "node", args: [script("verify", "dependencies", "main.ts")] },
  { name: "openapi", command: "redocly", args: ["lint", "docs/openapi.json"] },
  {
    name: "lint",
    command: "biome",
    args: ["lint", "--error-on-warnings", "--max-diagnostics=200"],
  },
  {
    name: "format",
    command: "biome",
    args: ["check", "--linter-enabled=false", "--reporter=summary"],
    mendedBy: "pnpm format",
  },
];
