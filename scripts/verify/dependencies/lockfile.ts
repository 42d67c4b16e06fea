import { parse } from "yaml";

interface Lockfile {
  readonly packages?: Readonly<Record<string, { readonly resolution?: Resolution } | undefined>>;
}

interface Resolution {
  readonly integrity?: string;
  readonly tarball?: string;
}

/**
 * Packages of a lock file whose content it does not fix: without a SHA-512, or
 * from an address of their own instead of the registry.
 */
export function judgeLockfile(text: string): string[] {
  const packages = Object.entries((parse(text) as Lockfile).packages ?? {});
  if (packages.length === 0) {
    return ["the lock file has no packages"];
  }
  return packages.flatMap(([name, entry]) => {
    const { integrity, tarball } = entry?.resolution ?? {};
    if (!integrity?.startsWith("sha512-")) {
      return [`${name} has no SHA-512 in the lock file`];
    }
    return tarball === undefined ? [] : [`${name} comes from an address of its own`];
  });
}
