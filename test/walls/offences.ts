import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./run.ts";
import type { Files } from "./tree.ts";

export interface Offence {
  /** The step of `pnpm verify` that must fail. */
  readonly step: string;
  /** What it must say. */
  readonly says: RegExp;
  readonly files: Files;
}

const INDEX = "packages/contract/src/index.ts";

/** A function that the package exports, so that only its statement is wrong. */
const offending = (statement: string): Files => ({
  [INDEX]: 'export { answer } from "./answer.ts";\nexport { offend } from "./offend.ts";\n',
  "packages/contract/src/offend.ts": `import { answer } from "./answer.ts";

export async function offend(): Promise<void> {
  ${statement}
}
`,
});

const DOCUMENT = "docs/openapi.json";
const document = readFileSync(join(REPOSITORY, DOCUMENT), "utf8");

/** The committed document, with one text in it for another. */
const documentWith = (text: string, instead: string): Files => ({
  [DOCUMENT]: document.replace(text, instead),
});

/** At least one for each step of `pnpm verify`. */
export const OFFENCES: readonly Offence[] = [
  {
    step: "format",
    says: /need to be formatted/,
    files: { [INDEX]: "export {answer} from './answer.ts'\n" },
  },
  {
    step: "format",
    says: /organizeImports/,
    files: {
      "packages/contract/src/answer.ts":
        'import { sep } from "node:path";\nimport { EOL } from "node:os";\n\nexport const answer = async () => sep + EOL;\n',
    },
  },
  { step: "lint", says: /noExplicitAny/, files: offending("const value: any = await answer();") },
  {
    step: "promises",
    says: /no-floating-promises/,
    files: offending("answer();"),
  },
  {
    step: "promises",
    says: /no-misused-promises/,
    files: offending("[1].forEach(async () => void (await answer()));"),
  },
  {
    step: "promises",
    says: /await-thenable/,
    files: offending("await (await answer());"),
  },
  {
    step: "types",
    says: /TS2322/,
    files: offending("const value: string = await answer();"),
  },
  {
    step: "walls",
    says: /no-orphans/,
    files: { "packages/contract/src/orphan.ts": "export const orphan = 1;\n" },
  },
  {
    step: "openapi",
    says: /Can't resolve \$ref/,
    files: documentWith('#/components/schemas/Message"', '#/components/schemas/Nowhere"'),
  },
  {
    // Only a warning, as the makers of the rules have it.
    step: "openapi",
    says: /no-unused-components/,
    files: documentWith('"schemas": {', '"schemas": { "Unused": { "type": "string" },'),
  },
  {
    step: "openapi",
    says: /parameter-description/,
    files: documentWith('"description": "The id of the channel"', '"deprecated": false'),
  },
  {
    step: "dead-code",
    says: /Unused exports[\s\S]*unused/,
    files: {
      "packages/contract/src/answer.ts":
        "export const answer = async () => 42;\nexport const unused = 1;\n",
    },
  },
  {
    step: "dead-code",
    says: /Unused files[\s\S]*alone\.ts/,
    files: { "packages/contract/src/alone.ts": "export const alone = 1;\n" },
  },
  {
    step: "dependencies",
    says: /is-odd@3\.0\.1 has no SHA-512/,
    files: {
      "pnpm-lock.yaml": "packages:\n  is-odd@3.0.1:\n    resolution: {integrity: sha1-AAAA}\n",
    },
  },
  {
    step: "dependencies",
    says: /is-odd@3\.0\.1 comes from an address of its own/,
    files: {
      "pnpm-lock.yaml":
        "packages:\n  is-odd@3.0.1:\n    resolution: {integrity: sha512-AAAA, tarball: https://example.com/x.tgz}\n",
    },
  },
  {
    step: "dependencies",
    says: /is-odd may run an install script, and is not reviewed/,
    files: {
      "pnpm-workspace.yaml":
        "allowBuilds:\n  is-odd: true\nregistry: http://127.0.0.1:9/\nfetchRetries: 0\n",
    },
  },
];
