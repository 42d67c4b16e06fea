import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  /** Optional ones stand here alone, now and then. */
  readonly peerDependenciesMeta?: Readonly<Record<string, object>>;
}

/** The folders of all packages that pnpm has put below `root`, ours apart. */
export async function installedPackages(root: string): Promise<string[]> {
  const store = join(root, "node_modules/.pnpm");
  const entries = (await readdir(store, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && entry.name !== "node_modules",
  );
  const found = await Promise.all(
    entries.map(({ name }) => packagesIn(join(store, name, "node_modules"))),
  );
  return found.flat();
}

/** Folders, not links: those lead to other packages. */
async function packagesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name.startsWith("@")) {
      found.push(...(await packagesIn(path)));
    } else if (entry.isDirectory() && !entry.name.startsWith(".")) {
      found.push(path);
    }
  }
  return found;
}

/** The folders of all packages that one reaches by what it needs at run time, itself included. */
export async function reachedPackages(root: string, first: string): Promise<Set<string>> {
  const reached = new Set([await realpath(first)]);
  // A set may grow while it is walked.
  for (const folder of reached) {
    const manifest: Manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const { dependencies = {}, optionalDependencies = {} } = manifest;
    const { peerDependencies, peerDependenciesMeta } = manifest;
    const all = {
      ...peerDependenciesMeta,
      ...peerDependencies,
      ...optionalDependencies,
      ...dependencies,
    };
    for (const name of Object.keys(all)) {
      const found = await findPackage(root, folder, name);
      if (found !== undefined) {
        reached.add(found);
      } else if (name in dependencies && !(name in optionalDependencies)) {
        throw new Error(`${folder} needs ${name}, which is not there`);
      }
    }
  }
  return reached;
}

/** As Node looks for it, though not above `root`. */
async function findPackage(root: string, from: string, name: string): Promise<string | undefined> {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const found = await realpath(join(folder, "node_modules", name)).catch(() => undefined);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
