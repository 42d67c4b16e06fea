import type { KubernetesObject, Objects } from "../objects.ts";
import { ofKind, selects, workloadsOf } from "../objects.ts";
import { hasPort } from "./references.ts";

/** What each kind of process calls; nothing else, and nothing else calls it. */
const MAY_CALL: Readonly<Record<string, readonly number[]>> = {
  api: [53, 443, 5432, 6379, 6432, 26379],
  gateway: [53, 443, 5432, 6379, 6432, 26379],
  worker: [53, 443, 465, 587, 3310, 5432, 6379, 6432, 26379],
  migrate: [53, 5432],
};
const IS_CALLED_AT: Readonly<Record<string, readonly string[]>> = {
  api: ["http", "metrics"],
  gateway: ["http", "metrics"],
  worker: ["metrics"],
  migrate: [],
};

interface Rule {
  readonly ports?: readonly { readonly port: number | string }[];
}

/** Policies add up, so what is compared is their sum. */
export function findOpen(objects: Objects): string[] {
  const policies = ofKind(objects, "NetworkPolicy");
  return workloadsOf(objects).flatMap((workload) => {
    const { name, labels } = workload;
    const component = labels["app.kubernetes.io/component"] ?? "";
    const own = policies.filter(({ spec }) => selects(spec.podSelector, labels));
    const incoming = portsOf(own, "ingress");
    const outgoing = portsOf(own, "egress");
    const wanted: [string, boolean][] = [
      ["can be called unless a policy says so", own.some(denies("Ingress"))],
      ["can call unless a policy says so", own.some(denies("Egress"))],
      [`can be called at ${incoming}`, same(incoming, IS_CALLED_AT[component])],
      [`can call ${outgoing}`, same(outgoing, MAY_CALL[component])],
      [
        "has no port that its policy names",
        incoming.every((port) => hasPort(workload, String(port))),
      ],
    ];
    return wanted.filter(([, holds]) => !holds).map(([fault]) => `${name} ${fault}`);
  });
}

const denies = (direction: string) => (policy: KubernetesObject) =>
  policy.spec.policyTypes.includes(direction) && !(direction.toLowerCase() in policy.spec);

/** A rule without ports would be for all of them. */
function portsOf(policies: KubernetesObject[], direction: string): (number | string)[] {
  const rules: Rule[] = policies.flatMap(({ spec }) => spec[direction] ?? []);
  const ports = rules.flatMap((rule) => rule.ports?.map(({ port }) => port) ?? ["every port"]);
  return [...new Set(ports)].sort((a, b) => (a < b ? -1 : 1));
}

function same(found: readonly unknown[], wanted: readonly unknown[] | undefined): boolean {
  return JSON.stringify(found) === JSON.stringify(wanted);
}
