import t from "tap";
import { BREACHES } from "./breaches.ts";
import { runScript } from "./run.ts";
import { withTree } from "./tree.ts";
import { linkWorkspace, workspaceFiles } from "./workspace.ts";

interface Report {
  readonly rules: readonly string[];
  readonly violations: readonly {
    readonly from: string;
    readonly rule: { readonly name: string };
  }[];
  readonly unseen: readonly string[];
}

/** Makes `import "typescript"` fail, as it does where only TypeScript 7 is installed. */
const WITHOUT_TYPESCRIPT = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "typescript" || specifier.startsWith("typescript/")) {
        throw Object.assign(new Error("not installed"), { code: "ERR_MODULE_NOT_FOUND" });
      }
      return next(specifier, context);
    },
  });
`)}`;

async function cruise(root: string, environment?: Record<string, string>) {
  const ran = await runScript(root, "scripts/verify/walls/main.ts", ["--json"], environment);
  return { code: ran.code, report: JSON.parse(ran.stdout) as Report };
}

t.setTimeout(60_000);

await withTree(workspaceFiles(), async (tree) => {
  await linkWorkspace(tree);

  await t.test("a workspace without a breach passes, and all of it is seen", async (t) => {
    const { code, report } = await cruise(tree.root);
    t.strictSame(report.violations, []);
    t.strictSame(report.unseen, []);
    t.equal(code, 0);
    t.strictSame([...report.rules].sort(), Object.keys(BREACHES).sort(), "each wall has a breach");
  });

  await t.test("a cruise that sees nothing fails", async (t) => {
    const { code, report } = await cruise(tree.root, {
      NODE_OPTIONS: `--import=${WITHOUT_TYPESCRIPT}`,
    });
    t.ok(report.unseen.includes("packages/domain/src/index.ts"));
    t.equal(code, 1);
  });

  await t.test("each breach is refused in the name of its wall", async (t) => {
    for (const files of Object.values(BREACHES)) {
      await tree.write(files);
    }
    const { code, report } = await cruise(tree.root);
    t.equal(code, 1);
    for (const [name, files] of Object.entries(BREACHES)) {
      const breach = Object.keys(files)[0];
      const refused = report.violations.some(
        ({ rule, from }) => rule.name === name && from === breach,
      );
      t.ok(refused, `${name} refuses ${breach}`);
    }
  });
});
