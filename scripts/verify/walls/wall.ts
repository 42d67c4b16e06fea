import type { IRegularForbiddenRuleType } from "dependency-cruiser";

/** A rule of the walls: it always has a name, and a comment that says why it stands. */
export interface Wall extends IRegularForbiddenRuleType {
  name: string;
  comment: string;
  severity: "error";
}

/** A rule that fails the build where an import runs from `from` to `to`. */
export function wall(name: string, comment: string, from: Wall["from"], to: Wall["to"] = {}): Wall {
  return { name, comment, severity: "error", from, to };
}

/** Matches the modules of npm packages, installed or not; `names` are regular expressions. */
export function npm(...names: string[]): string {
  return `(^|(^|/)node_modules/)(${names.join("|")})(/|$)`;
}

/** Tests stand beside the sources that they test. */
export const TESTS = "\\.test\\.ts$";

export const REPOSITORIES = "^packages/domain/src/.*\\.repository\\.ts$";

/** The tests that call every query of every repository. */
export const QUERY_TESTS = "^test/queries/";
