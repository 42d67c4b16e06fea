import { existsSync } from "node:fs";
import { sourceOf } from "../../image/source-of.ts";
import { containersOf, type Objects, workloadsOf } from "../objects.ts";

/** Commands that name a file which no image has, because there is nothing that it is compiled from. */
export function findMissingCommands(objects: Objects): string[] {
  return workloadsOf(objects)
    .flatMap(containersOf)
    .flatMap(({ command = [] }) => command)
    .filter((word) => word.endsWith(".js") && !existsSync(sourceOf(word)))
    .map((word) => `there is no ${word}`);
}
