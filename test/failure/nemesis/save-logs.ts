import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cluster } from "../cluster/cluster.ts";

/** What the processes have said, over all their lives, for whoever looks for a cause. */
export async function saveLogs({ members }: Cluster): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chat-nemesis-"));
  await Promise.all(
    members.map(({ name, log }) => {
      const lines = log().map((entry) => JSON.stringify(entry));
      return writeFile(join(folder, `${name}.jsonl`), `${lines.join("\n")}\n`);
    }),
  );
  return folder;
}
