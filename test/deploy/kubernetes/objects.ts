/** What the rules read of an object; its schema is checked apart from them. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
  };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has another one, which its schema has checked
  readonly spec?: any;
  readonly data?: Readonly<Record<string, string>>;
}

export type Labels = Readonly<Record<string, string>>;

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { readonly name: string };
    readonly secretRef?: { readonly name: string; readonly optional?: boolean };
  }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly timeoutSeconds?: number;
}

/** What a Deployment or a Job makes pods of. */
export interface Workload {
  readonly name: string;
  readonly kind: string;
  readonly labels: Labels;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly pod: any;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  readonly object: KubernetesObject;
}

export type Objects = readonly KubernetesObject[];

export function ofKind(objects: Objects, kind: string): KubernetesObject[] {
  return objects.filter((object) => object.kind === kind);
}

export function workloadsOf(objects: Objects): Workload[] {
  return [...ofKind(objects, "Deployment"), ...ofKind(objects, "Job")].map((object) => {
    const { metadata, spec } = object.spec.template;
    return {
      name: object.metadata.name,
      kind: object.kind,
      labels: metadata.labels,
      pod: spec,
      containers: spec.containers,
      initContainers: spec.initContainers ?? [],
      object,
    };
  });
}

export function containersOf(workload: Workload): Container[] {
  return [...workload.initContainers, ...workload.containers];
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** As Kubernetes does; an empty selector selects everything. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels) {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(
      ({ key, operator, values }) => operator === "In" && values?.includes(labels[key] ?? ""),
    )
  );
}
