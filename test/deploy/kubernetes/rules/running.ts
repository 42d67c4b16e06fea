import { type Config, readConfig, STOP_MS } from "@chat/runtime";
import { environmentOf, type SecretKeys } from "../environment.ts";
import type { Container, Objects, Workload } from "../objects.ts";
import { workloadsOf } from "../objects.ts";

/** Variables of Node itself, which our configuration does not list. */
const OF_NODE = new Set(["NODE_OPTIONS"]);
const SECOND_MS = 1_000;
/** What drains has sockets that move: of the next ones only when those have. */
const GATEWAY = "chat-gateway";
/** A check of readiness may take so long. */
const READINESS_SECONDS = 2;
const UNITS: Readonly<Record<string, number>> = { Mi: 1, Gi: 1_024 };

/**
 * Whether each server starts with what it is given, listens where it is looked
 * for, and is left the time that its stop takes.
 *
 * @param secrets what the Secrets hold that it refers to
 * @param known every variable that the configuration knows
 */
export function findUnrunnable(
  objects: Objects,
  secrets: SecretKeys,
  known: ReadonlySet<string>,
): string[] {
  return workloadsOf(objects)
    .filter(({ kind }) => kind === "Deployment")
    .flatMap((workload) =>
      workload.containers.flatMap((container) => {
        try {
          const environment = environmentOf(container, objects, secrets);
          return [
            ...unknownOf(environment, known).map(
              (name) => `${workload.name} is given ${name}, which nothing reads`,
            ),
            ...faultsOf(workload, container, readConfig(environment), environment),
          ];
        } catch (error) {
          return [`${workload.name} does not start: ${(error as Error).message}`];
        }
      }),
    );
}

function unknownOf(environment: object, known: ReadonlySet<string>): string[] {
  return Object.keys(environment).filter((name) => !(known.has(name) || OF_NODE.has(name)));
}

function faultsOf(
  { name, pod, object }: Workload,
  container: Container,
  config: Config,
  environment: Readonly<Record<string, string>>,
): string[] {
  const { ports = [], startupProbe, livenessProbe, readinessProbe, lifecycle } = container;
  const portOf = (wanted: string) => ports.find((port) => port.name === wanted)?.containerPort;
  const pauseMs = (lifecycle?.preStop?.sleep?.seconds ?? 0) * SECOND_MS;
  const graceMs = pod.terminationGracePeriodSeconds * SECOND_MS;
  const probes = [startupProbe, livenessProbe, readinessProbe];
  const wanted: [string, boolean][] = [
    ["is killed before it has stopped", graceMs > pauseMs + config.drainMs + STOP_MS],
    [
      "drains beside the one before it",
      name !== GATEWAY || object.spec.minReadySeconds * SECOND_MS >= pauseMs + config.drainMs,
    ],
    ["serves on another port", [undefined, config.port].includes(portOf("http"))],
    ["has its metrics on another port", portOf("metrics") === config.metricsPort],
    [
      "is probed where it does not listen",
      probes.every((probe) => probe?.httpGet?.port === "metrics"),
    ],
    ["lives by more than it can mend itself", livenessProbe?.httpGet?.path === "/healthz"],
    ["is sent requests that it cannot serve", readinessProbe?.httpGet?.path === "/readyz"],
    ["is asked for an answer too soon", (readinessProbe?.timeoutSeconds ?? 0) > READINESS_SECONDS],
    ["is not waited for at its start", startupProbe?.httpGet?.path === "/healthz"],
    ["has a heap as large as its memory", heapFits(container, environment)],
  ];
  return wanted.filter(([, holds]) => !holds).map(([fault]) => `${name} ${fault}`);
}

/** A fifth of the memory at least is left for what is no heap. */
function heapFits(
  { resources }: Container,
  { NODE_OPTIONS = "" }: Readonly<Record<string, string>>,
): boolean {
  const heap = Number(/--max-old-space-size=(\d+)/.exec(NODE_OPTIONS)?.[1]);
  const [, amount, unit = ""] = /^(\d+)(\w+)$/.exec(resources?.limits?.["memory"] ?? "") ?? [];
  return heap < Number(amount) * (UNITS[unit] ?? 0) * 0.8;
}
