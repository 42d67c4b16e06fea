import { collectDefaultMetrics, Registry } from "prom-client";

/** One registry a process; the apps that share a process share it. */
export function createMetrics(process: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  collectDefaultMetrics({ register: registry });
  return registry;
}
