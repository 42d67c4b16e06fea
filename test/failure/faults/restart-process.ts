import { drawMember, type Fault, PROCESS_BOUND } from "./fault.ts";

/** SIGTERM, as a deployment sends it: it drains and stops in order, then comes back. */
export const restartProcess: Fault = {
  name: "restart a process",
  strikes: "process",
  draw(cluster, random) {
    const { member } = drawMember(cluster, random, { min: 0, max: 0 });
    return {
      detail: member.name,
      takes: member.app,
      bound: PROCESS_BOUND,
      holdMs: 0,
      inject: () => member.signal("SIGTERM"),
      heal: () => member.start(),
    };
  },
};
