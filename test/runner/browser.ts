import { installByApt } from "@chat/standalone/apt";
import { findProgram } from "@chat/standalone/programs";

/** How files are called whose tests need a browser. */
const NEEDS_BROWSER = ".browser.test.ts";
const PACKAGE = "chromium";
const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Where one of the files needs a browser: the Chromium of this machine, which
 * is installed where there is none, if this process may. Otherwise a line says
 * what to install, and those files fail.
 *
 * @returns the environment through which the tests find it
 */
export async function findBrowser(
  files: readonly string[],
  write: (line: string) => void,
): Promise<Record<string, string>> {
  if (!files.some((file) => file.endsWith(NEEDS_BROWSER))) {
    return {};
  }
  const found = (await findInstalled()) ?? (await install(write));
  if (found === undefined) {
    write("Tests in a browser need Chromium: install it (apt-get install chromium) or Chrome");
    return {};
  }
  return { TEST_CHROMIUM: found };
}

async function findInstalled(): Promise<string | undefined> {
  for (const name of NAMES) {
    const program = await findProgram(name);
    if (program !== undefined) {
      return program;
    }
  }
  return undefined;
}

async function install(write: (line: string) => void): Promise<string | undefined> {
  const installed = await installByApt(PACKAGE, () => write("Installing Chromium with apt-get …"));
  return installed && findInstalled();
}
