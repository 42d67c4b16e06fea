import { join } from "node:path";
import { cruise, format, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import { REPOSITORY } from "../repository.ts";
import { findSourceFiles } from "./source-files.ts";

export interface Cruised {
  result: ICruiseResult;
  /** Source files that the cruise did not look at. */
  unseen: string[];
}

/**
 * Holds the tree in the working directory against the walls of this repository.
 *
 * Without a TypeScript that has a JS API the cruiser finds no modules and so no violations;
 * hence the count of what it saw against what there is.
 */
export async function cruiseTree(): Promise<Cruised> {
  const files = await findSourceFiles(process.cwd());
  const folders = [...new Set(files.map((file) => file.slice(0, file.indexOf("/"))))];
  const options = await extractOptions(join(REPOSITORY, ".dependency-cruiser.mjs"));
  const { output } = await cruise(folders, options);
  const result = output as ICruiseResult;
  const seen = new Set(result.modules.map(({ source }) => source));
  return { result, unseen: files.filter((file) => !seen.has(file)) };
}

/** The violations for people, each with the reason of its rule. */
export async function describeViolations(result: ICruiseResult): Promise<string> {
  const { output } = await format(result, { outputType: "err-long" });
  return typeof output === "string" ? output.replaceAll(/^\n+|\n+$/g, "") : JSON.stringify(output);
}
