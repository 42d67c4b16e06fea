import { drawMember, type Fault, PROCESS_BOUND } from "./fault.ts";

/** SIGKILL: no word to anybody; it is started again a little later. */
export const killProcess: Fault = {
  name: "kill a process",
  strikes: "process",
  draw(cluster, random) {
    const { member, holdMs } = drawMember(cluster, random, { min: 0, max: 4_000 });
    return {
      detail: member.name,
      takes: member.app,
      bound: PROCESS_BOUND,
      holdMs,
      inject: () => member.signal("SIGKILL"),
      heal: () => member.start(),
    };
  },
};
