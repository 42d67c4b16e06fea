import { ExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1";
import { HTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1";
import {
  PodMonitor,
  PrometheusRule,
} from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";
import { Deployment } from "kubernetes-models/apps/v1";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { Job } from "kubernetes-models/batch/v1";
import { Ingress, NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { ConfigMap, Namespace, Service, ServiceAccount } from "kubernetes-models/v1";
import type { KubernetesObject } from "./objects.ts";

/** What is generated from the schema of a kind. */
interface Model {
  readonly apiVersion: string;
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: each takes its own shape, which is what is to be found out
  new (data: any): { validate(): void };
}

const MODELS: readonly Model[] = [
  ConfigMap,
  Deployment,
  ExternalSecret,
  HorizontalPodAutoscaler,
  HTTPRoute,
  Ingress,
  Job,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  PodMonitor,
  PrometheusRule,
  Service,
  ServiceAccount,
];

/**
 * What the schema of its kind has against an object. A schema lets fields pass
 * that it does not know, but only what it knows is looked at: so it is watched
 * what the validation reads, and what it did not read is misspelt.
 */
export function findSchemaFaults(object: KubernetesObject): string[] {
  const name = `${object.kind} ${object.metadata.name}`;
  const found = MODELS.find(
    ({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind,
  );
  if (found === undefined) {
    return [`${name} has no schema here`];
  }
  const read = new Set<string>();
  const model = new found(object);
  const faults: string[] = [];
  try {
    model.validate.call(watch(model, "", read));
  } catch (error) {
    faults.push(`${name}: ${error instanceof Error ? error.message : error}`);
  }
  const unread = pathsOf(object, "").filter((path) => !read.has(path));
  return [...faults, ...unread.map((path) => `${name} has ${path}, which no schema knows`)];
}

function watch<T>(value: T, path: string, read: Set<string>): T {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return new Proxy(value, {
    get(target, key) {
      const inner: unknown = Reflect.get(target, key);
      if (typeof key === "symbol" || !Object.hasOwn(target, key)) {
        return inner;
      }
      read.add(`${path}/${key}`);
      return watch(inner, `${path}/${key}`, read);
    },
  });
}

function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => [
    `${path}/${key}`,
    ...pathsOf(inner, `${path}/${key}`),
  ]);
}
