/** A worker with the probe only, as a process to be killed. */
import { limits } from "@chat/contract";
import { runMain } from "@chat/runtime";
import { startProbe } from "./probe-kind.ts";

const obeys = process.env["PROBE_OBEYS"] === "yes";
await runMain("worker", [async (platform) => startProbe(platform, obeys)], limits.SERVER_LIMITS);
