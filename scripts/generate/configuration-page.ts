import { environmentVariables } from "@chat/runtime";
import type { Artefact } from "./artefact.ts";
import { tablePage } from "./markdown.ts";

const WORDS = `Processes are configured by environment variables alone. A variable that is set to nothing counts as not set;
the first one that is missing or wrong stops the start with one line that names it.

\`npm start\` supplies whatever is required and not set: it embeds PostgreSQL, Redis and S3, and keeps their data and a secret of its
own in \`CHAT_DATA_DIR\` (\`.data\`), which no other process reads.`;

interface Address {
  host: string;
  port: number;
}

interface Variable {
  desc?: string;
  default?: string | number | boolean | Address | readonly (Address | string)[] | undefined;
}

function describeDefault(variable: Variable): string {
  if (!("default" in variable)) {
    return "required";
  }
  const value = variable.default;
  if (value === undefined) {
    return "none";
  }
  return `\`${typeof value === "object" ? [value].flat().map(describePart).join(",") : value}\``;
}

function describePart(part: Address | string): string {
  return typeof part === "string" ? part : `${part.host}:${part.port}`;
}

/** The page of every variable that a process reads. */
export const configurationPage: Artefact = {
  path: "docs/configuration.md",
  async make() {
    const variables = Object.entries<Variable>(environmentVariables);
    const rows = variables.map(([name, variable]) => [
      `\`${name}\``,
      variable.desc ?? "",
      describeDefault(variable),
    ]);
    return tablePage("Configuration", WORDS, ["variable", "takes", "default"], rows);
  },
};
