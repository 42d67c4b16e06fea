import { installByApt } from "@chat/standalone/apt";
import { findProgram } from "@chat/standalone/programs";

interface DebianProgram {
  readonly name: string;
  /** Files with this in their path need it. */
  readonly neededBy: string;
  /** Through which the tests find it. */
  readonly variable: string;
}

/** Each in a package of its name, which brings a service of that name, too. */
const PROGRAMS: readonly DebianProgram[] = [
  { name: "nginx", neededBy: "test/balancers/nginx", variable: "TEST_NGINX" },
  { name: "haproxy", neededBy: "test/balancers/haproxy", variable: "TEST_HAPROXY" },
  { name: "pgbouncer", neededBy: "test/pooler/", variable: "TEST_PGBOUNCER" },
];

/**
 * Where one of the files needs a load balancer or a pooler: that of this
 * machine, which is installed where there is none, if this process may.
 * Otherwise a line says what to install, and those files fail. Each test starts
 * its own.
 *
 * @param always the names of those that the whole run needs
 * @returns the environment through which the tests find them
 */
export async function findDebianPrograms(
  files: readonly string[],
  always: readonly string[],
  write: (line: string) => void,
): Promise<Record<string, string>> {
  const environment: Record<string, string> = {};
  // One after the other: apt works for one at a time.
  for (const { name, neededBy, variable } of PROGRAMS) {
    if (!(always.includes(name) || files.some((file) => file.includes(neededBy)))) {
      continue;
    }
    const found = (await findProgram(name)) ?? (await install(name, write));
    if (found === undefined) {
      write(`Tests of ${neededBy} need ${name}: install it (apt-get install ${name})`);
    } else {
      environment[variable] = found;
    }
  }
  return environment;
}

async function install(name: string, write: (line: string) => void): Promise<string | undefined> {
  const asRoot = await installByApt(name, () => write(`Installing ${name} with apt-get …`));
  // Nobody here needs the one that the package brings.
  await asRoot?.("systemctl", "disable", "--now", name).catch(() => undefined);
  return asRoot && findProgram(name);
}
