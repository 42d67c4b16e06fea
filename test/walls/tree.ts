import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Contents by path. */
export type Files = Readonly<Record<string, string>>;

export interface Tree {
  readonly root: string;
  write(files: Files): Promise<void>;
  remove(paths: Iterable<string>): Promise<void>;
  /** `target` may be relative to the link's folder. */
  link(path: string, target: string): Promise<void>;
}

/** Runs `work` with a folder of these files, which is gone afterwards. */
export async function withTree<T>(files: Files, work: (tree: Tree) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "chat-walls-"));
  const tree: Tree = {
    root,
    async write(more) {
      for (const [path, content] of Object.entries(more)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      }
    },
    async remove(paths) {
      for (const path of paths) {
        await rm(join(root, path));
      }
    },
    async link(path, target) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await symlink(target, join(root, path));
    },
  };
  try {
    await tree.write(files);
    return await work(tree);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
