import { installByApt } from "@chat/standalone/apt";
import { findProgram } from "@chat/standalone/programs";

interface DebianProgram {
  readonly name: string;
  /** The package that has it, and a service of its own name. */
  readonly from: string;
  /** Files with this in their path need it. */
  readonly neededBy: string;
  /** Through which the tests find it. */
  readonly variable: string;
}

const PROGRAMS: readonly DebianProgram[] = [
  { name: "nginx", from: "nginx", neededBy: "test/balancers/nginx", variable: "TEST_NGINX" },
  {
    name: "haproxy",
    from: "haproxy",
    neededBy: "test/balancers/haproxy",
    variable: "TEST_HAPROXY",
  },
  { name: "pgbouncer", from: "pgbouncer", neededBy: "test/pooler/", variable: "TEST_PGBOUNCER" },
  {
    name: "prometheus",
    from: "prometheus",
    neededBy: "test/prometheus/",
    variable: "TEST_PROMETHEUS",
  },
  { name: "promtool", from: "prometheus", neededBy: "test/prometheus/", variable: "TEST_PROMTOOL" },
];

/**
 * Where one of the files needs a load balancer, a pooler or Prometheus: that of
 * this machine, which is installed where there is none, if this process may.
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
  for (const { name, from, neededBy, variable } of PROGRAMS) {
    if (!(always.includes(name) || files.some((file) => file.includes(neededBy)))) {
      continue;
    }
    const found = (await findProgram(name)) ?? (await install(name, from, write));
    if (found === undefined) {
      write(`Tests of ${neededBy} need ${name}: install it (apt-get install ${from})`);
    } else {
      environment[variable] = found;
    }
  }
  return environment;
}

async function install(
  name: string,
  from: string,
  write: (line: string) => void,
): Promise<string | undefined> {
  const asRoot = await installByApt(from, () => write(`Installing ${name} with apt-get …`));
  // Nobody here needs the one that the package brings.
  await asRoot?.("systemctl", "disable", "--now", from).catch(() => undefined);
  return asRoot && findProgram(name);
}
