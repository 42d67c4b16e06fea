import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { installByApt } from "@chat/standalone/apt";
import { findProgram } from "@chat/standalone/programs";

/** How the file is called that needs kubectl. */
const NEEDS_KUBECTL = "test/deploy/kubernetes.test.ts";
const PACKAGE = "kubernetes-client";
/** Of the kustomize inside: older ones know no components. */
const KUSTOMIZE_MAJOR_MIN = 5;

/**
 * Where one of the files needs it: the kubectl of this machine, which is
 * installed where there is none, if this process may. It renders manifests and
 * speaks to no cluster. Otherwise a line says what to install, and the file fails.
 *
 * @returns the environment through which the tests find it
 */
export async function findKubectl(
  files: readonly string[],
  write: (line: string) => void,
): Promise<Record<string, string>> {
  if (!files.some((file) => file.endsWith(NEEDS_KUBECTL))) {
    return {};
  }
  const found = (await findRecent()) ?? (await install(write));
  if (found === undefined) {
    write("Tests of the Kubernetes manifests need kubectl 1.27 or newer: install it");
    return {};
  }
  return { TEST_KUBECTL: found };
}

async function findRecent(): Promise<string | undefined> {
  const program = await findProgram("kubectl");
  if (program === undefined) {
    return undefined;
  }
  const { stdout } = await promisify(execFile)(program, ["version", "--client", "--output=json"]);
  const { kustomizeVersion = "v0" }: { kustomizeVersion?: string } = JSON.parse(stdout);
  const major = Number.parseInt(kustomizeVersion.slice(1), 10);
  return major >= KUSTOMIZE_MAJOR_MIN ? program : undefined;
}

async function install(write: (line: string) => void): Promise<string | undefined> {
  const installed = await installByApt(PACKAGE, () => write("Installing kubectl with apt-get …"));
  return installed && findRecent();
}
