import { type KubernetesObject, type Objects, workloadsOf } from "./objects.ts";

/** A mistake that somebody could make in a manifest, and what it is called when it is found. */
export interface Plant {
  readonly fault: string;
  plant(objects: KubernetesObject[]): void;
}

function find(objects: Objects, kind: string, name: string): KubernetesObject {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) {
    throw new Error(`there is no ${kind} ${name}`);
  }
  return found;
}

const podOf = (objects: Objects, name: string) =>
  find(objects, "Deployment", name).spec.template.spec;

const remove = (objects: KubernetesObject[], kind: string, name: string) => {
  objects.splice(objects.indexOf(find(objects, kind, name)), 1);
};

export const PLANTS: Readonly<Record<string, readonly Plant[]>> = {
  security: [
    {
      fault: "Secret chat-secrets is here",
      plant: (objects) =>
        objects.push({ apiVersion: "v1", kind: "Secret", metadata: { name: "chat-secrets" } }),
    },
    {
      fault: "chat-api runs as root",
      plant: (objects) => delete podOf(objects, "chat-api").securityContext.runAsNonRoot,
    },
    {
      fault: "chat-gateway gets variables of Services",
      plant: (objects) => delete podOf(objects, "chat-gateway").enableServiceLinks,
    },
    {
      fault: "chat-worker/wait-for-migrations may write to its files",
      plant: (objects) => {
        podOf(objects, "chat-worker").initContainers[0].securityContext = {};
      },
    },
    {
      fault: "chat-migrate/migrate has an image without a version",
      plant: (objects) => {
        find(objects, "Job", "chat-migrate").spec.template.spec.containers[0].image = "chat:latest";
      },
    },
  ],
  references: [
    {
      fault: "chat-gateway has no budget of disruptions of its own",
      plant: (objects) => remove(objects, "PodDisruptionBudget", "chat-gateway"),
    },
    {
      fault: "chat-worker keeps its node while it cannot serve",
      plant: (objects) => {
        const budget = find(objects, "PodDisruptionBudget", "chat-worker");
        delete budget.spec.unhealthyPodEvictionPolicy;
      },
    },
    {
      fault: "chat-api does not select its own pods",
      plant: (objects) => {
        find(objects, "Deployment", "chat-api").spec.selector.matchLabels["x"] = "y";
      },
    },
    {
      fault: "chat-gateway is scaled twice: by replicas, and by load",
      plant: (objects) => {
        find(objects, "Deployment", "chat-gateway").spec.replicas = 3;
      },
    },
    {
      fault: "HorizontalPodAutoscaler chat-worker scales nothing",
      plant: (objects) => {
        const scaler = find(objects, "HorizontalPodAutoscaler", "chat-worker");
        scaler.spec.scaleTargetRef.name = "worker";
      },
    },
    {
      fault: "/ws leads to chat-gateway, which is no Service",
      plant: (objects) => remove(objects, "Service", "chat-gateway"),
    },
  ],
  running: [
    {
      fault: "chat-gateway is killed before it has stopped",
      plant: (objects) => {
        podOf(objects, "chat-gateway").terminationGracePeriodSeconds = 95;
      },
    },
    {
      fault: "chat-gateway drains beside the one before it",
      plant: (objects) => {
        find(objects, "Deployment", "chat-gateway").spec.minReadySeconds = 10;
      },
    },
    {
      fault: "chat-api is given CHAT_PROT, which nothing reads",
      plant: (objects) =>
        podOf(objects, "chat-api").containers[0].env.push({ name: "CHAT_PROT", value: "1" }),
    },
    {
      fault: "chat-worker does not start: S3_ENDPOINT is missing",
      plant(objects) {
        for (const { kind, data } of objects) {
          if (kind === "ConfigMap" && data) {
            Object.assign(data, { S3_ENDPOINT: "" });
          }
        }
      },
    },
    {
      fault: "chat-api serves on another port",
      plant: (objects) => {
        podOf(objects, "chat-api").containers[0].ports[0].containerPort = 8080;
      },
    },
    {
      fault: "chat-api has a heap as large as its memory",
      plant: (objects) => {
        podOf(objects, "chat-api").containers[0].resources.limits.memory = "512Mi";
      },
    },
  ],
  commands: [
    {
      fault: "there is no /srv/chat/apps/api/dist/wait.js",
      plant(objects) {
        for (const { initContainers } of workloadsOf(objects)) {
          for (const container of initContainers) {
            Object.assign(container, { command: ["node", "/srv/chat/apps/api/dist/wait.js"] });
          }
        }
      },
    },
  ],
  network: [
    {
      fault: "chat-migrate can call unless a policy says so",
      plant: (objects) => remove(objects, "NetworkPolicy", "default-deny"),
    },
    {
      fault: "chat-gateway can call 22,53,443,5432,6379,6432,26379",
      plant: (objects) =>
        find(objects, "NetworkPolicy", "chat-gateway").spec.egress.push({ ports: [{ port: 22 }] }),
    },
    {
      fault: "chat-api can call 53,443,5432,6379,6432,26379,every port",
      plant: (objects) => find(objects, "NetworkPolicy", "chat-api").spec.egress.push({}),
    },
  ],
  scaling: [
    {
      fault: "nobody makes",
      plant: (objects) => {
        const scaler = find(objects, "HorizontalPodAutoscaler", "chat-gateway");
        scaler.spec.metrics[0].pods.metric.name = "chat_sockets";
      },
    },
  ],
};
