import { posix } from "node:path";
import { REPOSITORY } from "../repository.ts";

/**
 * What a file of an image is compiled from.
 *
 * @param path `/srv/chat/apps/api/dist/main.js`, or below the working directory of the image
 */
export function sourceOf(path: string, workdir = "/"): string {
  const inside = posix.relative("/srv/chat", posix.resolve(workdir, path));
  return `${REPOSITORY}/${inside.replace("/dist/", "/src/").replace(/\.js$/, ".ts")}`;
}
