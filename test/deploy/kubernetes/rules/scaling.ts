import { type Objects, ofKind } from "../objects.ts";

/** Of `prometheus-adapter/rules.yaml`. */
export interface AdapterRules {
  readonly rules: readonly AdapterRule[];
  readonly externalRules: readonly AdapterRule[];
}

interface AdapterRule {
  readonly seriesQuery: string;
  readonly name: { readonly as: string };
  readonly metricsQuery: string;
}

interface Metric {
  readonly type: string;
  readonly pods?: { readonly metric: { readonly name: string } };
  readonly external?: { readonly metric: { readonly name: string } };
}

/**
 * Whether everything that scales has a metric that somebody makes, out of a
 * series that a process exports.
 *
 * @param exported the names of all series of our processes
 */
export function findUnscalable(
  objects: Objects,
  { rules, externalRules }: AdapterRules,
  exported: ReadonlySet<string>,
): string[] {
  const scalers = ofKind(objects, "HorizontalPodAutoscaler");
  const metrics: Metric[] = scalers.flatMap(({ spec }) => spec.metrics);
  const made = (among: readonly AdapterRule[], name: string) =>
    among.some((rule) => rule.name.as === name);
  const unmade = metrics.filter(({ type, pods, external }) => {
    switch (type) {
      case "Pods":
        return !made(rules, pods?.metric.name ?? "");
      case "External":
        return !made(externalRules, external?.metric.name ?? "");
      default:
        return type !== "Resource";
    }
  });
  const series = [...rules, ...externalRules].map(
    ({ seriesQuery }) => /^\w+/.exec(seriesQuery)?.[0],
  );
  return [
    ...unmade.map((metric) => `nobody makes ${JSON.stringify(metric)}`),
    ...series.filter((name) => !exported.has(name ?? "")).map((name) => `nobody exports ${name}`),
  ];
}
