/**
 * What a container's health check runs, in the environment of the process that
 * it checks: ends with 0 where that answers `/healthz`, else with 1.
 */
import { isIPv6 } from "node:net";
import { cleanEnv } from "envalid";
import { variables } from "../config/environment.ts";

const ANSWER_MS = 4_000;

const ANY_ADDRESS = new Set(["0.0.0.0", "::"]);

const { CHAT_HOST: host, CHAT_METRICS_PORT: port } = cleanEnv(process.env, {
  CHAT_HOST: variables.CHAT_HOST,
  CHAT_METRICS_PORT: variables.CHAT_METRICS_PORT,
});
try {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const at = ANY_ADDRESS.has(host) ? "localhost" : host;
  const { ok } = await fetch(`http://${isIPv6(at) ? `[${at}]` : at}:${port}/healthz`, { signal });
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
