import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { testVariable } from "../../support/variables.ts";
import { REPOSITORY } from "../repository.ts";
import type { KubernetesObject } from "./objects.ts";

const FOLDER = `${REPOSITORY}/deploy/kubernetes`;

/** What `kubectl apply --kustomize` would send of an overlay. */
export async function render(overlay: string): Promise<KubernetesObject[]> {
  const { stdout, stderr } = await promisify(execFile)(testVariable("TEST_KUBECTL"), [
    "kustomize",
    `${FOLDER}/overlays/${overlay}`,
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
