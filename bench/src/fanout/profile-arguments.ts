import type { BenchOptions } from "../run/options.ts";

/** The options of Node by which a process keeps a profile when it ends, if that was asked for. */
export function profileArguments({ profileFolder }: BenchOptions): string[] {
  return profileFolder ? ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`] : [];
}
