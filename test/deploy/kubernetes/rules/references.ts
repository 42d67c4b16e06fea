import {
  type KubernetesObject,
  type Objects,
  ofKind,
  selects,
  type Workload,
  workloadsOf,
} from "../objects.ts";

/** What names something that is not there, or not there for it. */
export function findDangling(objects: Objects): string[] {
  const workloads = workloadsOf(objects);
  const deployments = workloads.filter(({ kind }) => kind === "Deployment");
  return [
    ...deployments.flatMap((deployment) => faultsOfDeployment(deployment, objects)),
    ...ofKind(objects, "Service").flatMap((service) => faultsOfService(service, deployments)),
    ...ofKind(objects, "HorizontalPodAutoscaler").flatMap((scaler) =>
      faultsOfScaler(scaler, deployments),
    ),
    ...ofKind(objects, "PodMonitor").flatMap((monitor) => faultsOfMonitor(monitor, deployments)),
    ...backendsOf(objects)
      .filter(([, name]) => !objects.some((one) => one.kind === "Service" && named(one, name)))
      .map(([path, name]) => `${path} leads to ${name}, which is no Service`),
  ];
}

const named = ({ metadata }: KubernetesObject, name: string) => metadata.name === name;

function faultsOfDeployment({ name, labels, pod, object }: Workload, objects: Objects): string[] {
  const budgets = ofKind(objects, "PodDisruptionBudget").filter(({ spec }) =>
    selects(spec.selector, labels),
  );
  const scaled = ofKind(objects, "HorizontalPodAutoscaler").some(
    ({ spec }) => spec.scaleTargetRef.name === name,
  );
  const spreads: { labelSelector: object }[] = pod.topologySpreadConstraints ?? [];
  const wanted: [string, boolean][] = [
    ["does not select its own pods", selects(object.spec.selector, labels)],
    ["has no budget of disruptions of its own", budgets.length === 1],
    [
      "keeps its node while it cannot serve",
      budgets.every(({ spec }) => spec.unhealthyPodEvictionPolicy === "AlwaysAllow"),
    ],
    [
      "is spread by others",
      spreads.length > 0 && spreads.every((one) => selects(one.labelSelector, labels)),
    ],
    ["is scaled twice: by replicas, and by load", !(scaled && "replicas" in object.spec)],
  ];
  return wanted.filter(([, holds]) => !holds).map(([fault]) => `${name} ${fault}`);
}

function faultsOfService({ metadata, spec }: KubernetesObject, deployments: Workload[]): string[] {
  const targets = deployments.filter(({ labels }) =>
    selects({ matchLabels: spec.selector }, labels),
  );
  const [target] = targets;
  if (target === undefined || targets.length > 1) {
    return [`Service ${metadata.name} selects ${targets.length} Deployments`];
  }
  return spec.ports
    .filter(({ targetPort }: { targetPort: string }) => !hasPort(target, targetPort))
    .map(({ targetPort }: { targetPort: string }) => `${target.name} has no port ${targetPort}`);
}

function faultsOfScaler({ metadata, spec }: KubernetesObject, deployments: Workload[]): string[] {
  return deployments.some(({ name }) => name === spec.scaleTargetRef.name)
    ? []
    : [`HorizontalPodAutoscaler ${metadata.name} scales nothing`];
}

function faultsOfMonitor({ metadata, spec }: KubernetesObject, deployments: Workload[]): string[] {
  const unseen = deployments.filter(
    (deployment) =>
      !(
        selects(spec.selector, deployment.labels) &&
        spec.podMetricsEndpoints.every(({ port }: { port: string }) => hasPort(deployment, port))
      ),
  );
  return unseen.map(({ name }) => `PodMonitor ${metadata.name} does not see ${name}`);
}

export function hasPort({ containers }: Workload, name: string): boolean {
  return containers.some(({ ports }) => ports?.some((port) => port.name === name));
}

interface IngressPath {
  readonly path: string;
  readonly backend: { readonly service: { readonly name: string } };
}

interface RouteRule {
  readonly matches: readonly { readonly path: { readonly value: string } }[];
  readonly backendRefs: readonly { readonly name: string }[];
}

/** The paths of the ways in, each with the Service that it leads to. */
export function backendsOf(objects: Objects): [path: string, service: string][] {
  const paths: IngressPath[] = ofKind(objects, "Ingress").flatMap(({ spec }) =>
    spec.rules.flatMap((rule: { http: { paths: IngressPath[] } }) => rule.http.paths),
  );
  const rules: RouteRule[] = ofKind(objects, "HTTPRoute").flatMap(({ spec }) => spec.rules);
  return [
    ...paths.map(({ path, backend }): [string, string] => [path, backend.service.name]),
    ...rules.flatMap(({ matches, backendRefs }) =>
      matches.flatMap(({ path }) =>
        backendRefs.map(({ name }): [string, string] => [path.value, name]),
      ),
    ),
  ];
}
