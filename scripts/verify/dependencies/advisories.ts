import { execFile } from "node:child_process";

/** pnpm asks again and again where nobody answers. */
const AUDIT_MS = 30_000;

export interface Advisory {
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
}

/** What the registry knows of the packages of the lock file, or why it did not say. */
export type Audit =
  | { readonly kind: "answered"; readonly advisories: readonly Advisory[] }
  | { readonly kind: "unanswered"; readonly reason: string };

interface Report {
  readonly advisories: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Asks with pnpm, in the working directory; `args` are further ones of its own. */
export async function audit(args: readonly string[] = []): Promise<Audit> {
  const { stdout, stderr, late } = await run(["audit", "--json", ...args]);
  const report = readReport(stdout);
  if (report === undefined) {
    const reason = late ? `no answer in ${AUDIT_MS / 1_000} s` : firstLine(stderr || stdout);
    return { kind: "unanswered", reason };
  }
  const advisories = Object.values(report.advisories).map((found) => ({
    id: String(found["github_advisory_id"] ?? found["id"]),
    package: String(found["module_name"]),
    severity: String(found["severity"]),
    title: String(found["title"]),
  }));
  return { kind: "answered", advisories };
}

function run(args: string[]): Promise<{ stdout: string; stderr: string; late: boolean }> {
  return new Promise((resolve) => {
    execFile("pnpm", args, { timeout: AUDIT_MS, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ stdout, stderr: stderr || error?.message || "", late: error?.killed === true }),
    );
  });
}

/** Undefined where it is none: pnpm says in words what it could not do. */
function readReport(text: string): Report | undefined {
  try {
    const report: unknown = JSON.parse(text);
    const isReport = typeof report === "object" && report !== null && "advisories" in report;
    return isReport ? (report as Report) : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(text: string): string {
  return (
    text
      .trim()
      .split("\n")[0]
      ?.replace(/^Error: /, "") || "no answer"
  );
}
