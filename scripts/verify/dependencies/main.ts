/** Whether what is installed is what was chosen, and free of known vulnerabilities. */
import { readFile } from "node:fs/promises";
import { judgeAccepted, judgeAdvisories, readAccepted } from "./accepted.ts";
import { audit } from "./advisories.ts";
import { judgeInstallScripts } from "./install-scripts.ts";
import { judgeLockfile } from "./lockfile.ts";

/** Set to 1, as where a release is made, not to be told anything is a failure. */
const REQUIRED = "AUDIT_REQUIRED";

const accepted = readAccepted(await readFile("scripts/verify/dependencies/accepted.yaml", "utf8"));
const faults = [
  ...judgeLockfile(await readFile("pnpm-lock.yaml", "utf8")),
  ...judgeInstallScripts(await readFile("pnpm-workspace.yaml", "utf8")),
  ...judgeAccepted(accepted),
];
const audited = await audit(process.argv.slice(2));
if (audited.kind === "answered") {
  const today = new Date().toISOString().slice(0, 10);
  faults.push(...judgeAdvisories(audited.advisories, accepted, today));
} else {
  const words = `the registry could not be asked for vulnerabilities: ${audited.reason}`;
  if (process.env[REQUIRED] === "1") {
    faults.push(words);
  } else {
    console.log(`note: ${words}`);
  }
}
console.log(faults.join("\n"));
process.exitCode = faults.length > 0 ? 1 : 0;
