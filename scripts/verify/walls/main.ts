import { cruiseTree, describeViolations } from "./cruise.ts";

const { result, unseen } = await cruiseTree();

if (process.argv.includes("--json")) {
  const { violations, ruleSetUsed } = result.summary;
  const rules = ruleSetUsed?.forbidden?.map(({ name }) => name);
  console.log(JSON.stringify({ rules, violations, unseen }));
} else {
  console.log(await describeViolations(result));
  for (const file of unseen) {
    console.log(`not seen by dependency-cruiser: ${file}`);
  }
}

if (result.summary.error > 0 || unseen.length > 0) {
  process.exitCode = 1;
}
