import { containersOf, type Objects, ofKind, workloadsOf } from "../objects.ts";

/** Pods run as nobody in particular, write nowhere but to what is mounted, and hold no key to the cluster. */
export function findInsecure(objects: Objects): string[] {
  return [...ofKind(objects, "Secret").map(({ metadata }) => `Secret ${metadata.name} is here`)]
    .concat(workloadsOf(objects).flatMap(faultsOfPod))
    .concat(workloadsOf(objects).flatMap(faultsOfContainers));
}

type Workloads = ReturnType<typeof workloadsOf>;

function faultsOfPod({ name, pod }: Workloads[number]): string[] {
  const wanted: [string, boolean][] = [
    ["runs as root", pod.securityContext?.runAsNonRoot === true],
    ["has no user of its own", pod.securityContext?.runAsUser > 0],
    ["has no seccomp profile", pod.securityContext?.seccompProfile?.type === "RuntimeDefault"],
    ["has a token of the cluster", pod.automountServiceAccountToken === false],
    ["has no account of its own", pod.serviceAccountName === "chat"],
    // A Service named chat-x makes CHAT_X_PORT, and one named chat makes CHAT_PORT.
    ["gets variables of Services", pod.enableServiceLinks === false],
    [
      "mounts more than an empty folder",
      (pod.volumes ?? []).every((volume: object) => "emptyDir" in volume),
    ],
  ];
  return wanted.filter(([, holds]) => !holds).map(([fault]) => `${name} ${fault}`);
}

function faultsOfContainers(workload: Workloads[number]): string[] {
  return containersOf(workload).flatMap(({ name, securityContext, image, resources }) => {
    const capabilities = securityContext?.["capabilities"] as { drop?: string[] } | undefined;
    const wanted: [string, boolean][] = [
      ["may write to its files", securityContext?.["readOnlyRootFilesystem"] === true],
      ["may become more than it is", securityContext?.["allowPrivilegeEscalation"] === false],
      ["keeps capabilities", capabilities?.drop?.[0] === "ALL" && !("add" in capabilities)],
      ["has an image without a version", /:\d+\.\d+\.\d+$/.test(image)],
      ["asks for no processor", resources?.requests?.["cpu"] !== undefined],
      ["asks for no memory", resources?.requests?.["memory"] !== undefined],
      ["has no bound of memory", resources?.limits?.["memory"] !== undefined],
      ["has no bound of processors", resources?.limits?.["cpu"] !== undefined],
    ];
    return wanted
      .filter(([, holds]) => !holds)
      .map(([fault]) => `${workload.name}/${name} ${fault}`);
  });
}
