import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments, stringify } from "yaml";
import { testVariable } from "../../support/variables.ts";
import { REPOSITORY } from "../repository.ts";
import type { KubernetesObject } from "./objects.ts";

const FOLDER = `${REPOSITORY}/deploy/kubernetes`;

/** What `kubectl apply --kustomize` would send of an overlay. */
export function render(overlay: string): Promise<KubernetesObject[]> {
  return renderFolder(`${FOLDER}/overlays/${overlay}`);
}

/** The same of an operator's own overlay, which adds a component. */
export async function renderWith(overlay: string, component: string): Promise<KubernetesObject[]> {
  const own = await mkdtemp(join(tmpdir(), "chat-overlay-"));
  try {
    const pathOf = (folder: string) => relative(own, `${FOLDER}/${folder}`);
    const kustomization = {
      resources: [pathOf(`overlays/${overlay}`)],
      components: [pathOf(`components/${component}`)],
    };
    await writeFile(join(own, "kustomization.yaml"), stringify(kustomization));
    return await renderFolder(own);
  } finally {
    await rm(own, { recursive: true });
  }
}

async function renderFolder(folder: string): Promise<KubernetesObject[]> {
  const { stdout, stderr } = await promisify(execFile)(testVariable("TEST_KUBECTL"), [
    "kustomize",
    folder,
  ]);
  if (stderr !== "") {
    throw new Error(`kustomize complains: ${stderr}`);
  }
  return parse(stdout);
}

/** The objects of a file that no overlay has. */
export async function readManifest(path: string): Promise<KubernetesObject[]> {
  return parse(await readFile(`${FOLDER}/${path}`, "utf8"));
}

function parse(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      throw error;
    }
    return document.toJS();
  });
}
