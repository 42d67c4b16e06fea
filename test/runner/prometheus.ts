import { installByApt } from "@chat/standalone/apt";
import { findProgram } from "@chat/standalone/programs";

/** The folder of the tests that need Prometheus and its tool. */
const NEEDS_PROMETHEUS = "test/prometheus/";
const PACKAGE = "prometheus";

/**
 * Where one of the files needs Prometheus: that of this machine, which is
 * installed where there is none, if this process may. Otherwise a line says
 * what to install, and those files fail. Each test starts its own.
 *
 * @returns the environment through which the tests find it
 */
export async function findPrometheus(
  files: readonly string[],
  write: (line: string) => void,
): Promise<Record<string, string>> {
  if (!files.some((file) => file.includes(NEEDS_PROMETHEUS))) {
    return {};
  }
  const found = (await findInstalled()) ?? (await install(write));
  if (found === undefined) {
    write("Tests of rules and dashboards need Prometheus: install it (apt-get install prometheus)");
    return {};
  }
  return found;
}

async function findInstalled(): Promise<Record<string, string> | undefined> {
  const server = await findProgram("prometheus");
  const tool = await findProgram("promtool");
  return server && tool ? { TEST_PROMETHEUS: server, TEST_PROMTOOL: tool } : undefined;
}

async function install(write: (line: string) => void): Promise<Record<string, string> | undefined> {
  const asRoot = await installByApt(PACKAGE, () => write("Installing Prometheus with apt-get …"));
  // Nobody here needs the one that the package brings.
  await asRoot?.("systemctl", "disable", "--now", PACKAGE).catch(() => undefined);
  return asRoot && findInstalled();
}
