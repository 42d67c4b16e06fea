import { installByApt } from "@chat/standalone/apt";
import { findProgram } from "@chat/standalone/programs";

/** The folder of the tests that need a virus scanner. */
const NEEDS_CLAMD = "test/scanning/";
const PACKAGE = "clamav-daemon";

/**
 * Where one of the files needs a virus scanner: the clamd of this machine,
 * which is installed where there is none, if this process may. Otherwise a line
 * says what to install, and those files fail. Each test starts its own, on
 * signatures of its own: none are downloaded.
 *
 * @returns the environment through which the tests find it
 */
export async function findClamd(
  files: readonly string[],
  write: (line: string) => void,
): Promise<Record<string, string>> {
  if (!files.some((file) => file.includes(NEEDS_CLAMD))) {
    return {};
  }
  const found = (await findProgram("clamd")) ?? (await install(write));
  if (found === undefined) {
    write("Tests of the virus scan need clamd: install it (apt-get install clamav-daemon)");
    return {};
  }
  return { TEST_CLAMD: found };
}

async function install(write: (line: string) => void): Promise<string | undefined> {
  const asRoot = await installByApt(PACKAGE, () => write("Installing clamd with apt-get …"));
  // Nobody here needs the one that the package brings, nor what feeds it.
  await asRoot?.("systemctl", "disable", "--now", PACKAGE, "clamav-freshclam").catch(
    () => undefined,
  );
  return asRoot && findProgram("clamd");
}
