import { readFile } from "node:fs/promises";
import { REPOSITORY } from "../repository.ts";

/** An instruction, its flags apart: `COPY --from=build /a /b`. */
export interface Instruction {
  readonly keyword: string;
  readonly flags: Readonly<Record<string, string>>;
  /** What follows the flags, lines joined. */
  readonly text: string;
}

export interface Stage {
  readonly name: string;
  /** A stage above it, or an image that is not made here. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** `ARG NAME=value` before the first stage. */
  readonly args: Readonly<Record<string, string>>;
  readonly stages: ReadonlyMap<string, Stage>;
}

const KEYWORDS = [
  "ARG",
  "CMD",
  "COPY",
  "ENV",
  "EXPOSE",
  "FROM",
  "HEALTHCHECK",
  "LABEL",
  "RUN",
  "STOPSIGNAL",
  "USER",
  "WORKDIR",
];

/** `deploy/Dockerfile`, of which it knows as much as that uses. */
export async function readDockerfile(): Promise<Dockerfile> {
  const text = await readFile(`${REPOSITORY}/deploy/Dockerfile`, "utf8");
  const lines = text.replaceAll(/^#.*\n/gm, "").replaceAll(/\\\n\s*/g, "");
  const args: Record<string, string> = {};
  const stages = new Map<string, Stage & { instructions: Instruction[] }>();
  let stage: (Stage & { instructions: Instruction[] }) | undefined;
  for (const line of lines.split("\n").filter((each) => each.trim() !== "")) {
    const instruction = parseLine(line);
    if (instruction.keyword === "FROM") {
      const [from = "", , name = ""] = instruction.text.split(/\s+/);
      stage = { name, from, instructions: [] };
      stages.set(name, stage);
    } else if (stage !== undefined) {
      stage.instructions.push(instruction);
    } else {
      const [name = "", value = ""] = instruction.text.split("=");
      args[name] = value;
    }
  }
  return { args, stages };
}

function parseLine(line: string): Instruction {
  const [, keyword = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
  if (!KEYWORDS.includes(keyword)) {
    throw new Error(`${keyword} is no instruction that is known here: ${line}`);
  }
  const flags: Record<string, string> = {};
  const text = rest.replace(/^(--\S+\s+)+/, (all) => {
    for (const [, name = "", value = ""] of all.matchAll(/--([\w-]+)=(\S+)/g)) {
      flags[name] = value;
    }
    return "";
  });
  return { keyword, flags, text };
}

/** The stage and those that it is made from, the first one first. */
function lineage({ stages }: Dockerfile, name: string): Stage[] {
  const stage = stages.get(name);
  return stage === undefined ? [] : [...lineage({ args: {}, stages }, stage.from), stage];
}

/** The last of an instruction that a stage has or inherits. */
export function findLast(
  dockerfile: Dockerfile,
  stage: string,
  keyword: string,
): Instruction | undefined {
  return lineage(dockerfile, stage)
    .flatMap(({ instructions }) => instructions)
    .findLast((each) => each.keyword === keyword);
}

/** The words of an instruction in its form of a JSON array, as `CMD` has it. */
export function wordsOf(instruction: Instruction | undefined): string[] {
  const [array] = /\[.*\]$/.exec(instruction?.text ?? "") ?? [];
  if (array === undefined) {
    throw new Error(`${instruction?.text} has no array of words`);
  }
  return JSON.parse(array);
}
