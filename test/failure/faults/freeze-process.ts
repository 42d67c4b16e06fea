import { drawMember, type Fault, PROCESS_BOUND, SOCKETS_BOUND } from "./fault.ts";

/** SIGSTOP, later SIGCONT: its connections stay open, and nobody answers on them. */
export const freezeProcess: Fault = {
  name: "freeze a process",
  strikes: "process",
  draw(cluster, random) {
    const { member, holdMs } = drawMember(cluster, random, { min: 500, max: 12_000 });
    return {
      detail: member.name,
      takes: member.app,
      bound: member.app === "gateway" ? SOCKETS_BOUND : PROCESS_BOUND,
      holdMs,
      inject: () => member.signal("SIGSTOP"),
      heal: () => member.signal("SIGCONT"),
    };
  },
};
