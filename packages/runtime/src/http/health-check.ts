/**
 * What a container's health check runs, in the environment of the process that
 * it checks: ends with 0 where that answers `/healthz`, else with 1.
 */
import { cleanEnv } from "envalid";
import { variables } from "../config/environment.ts";

const ANSWER_MS = 4_000;

const { CHAT_METRICS_PORT: port } = cleanEnv(process.env, {
  CHAT_METRICS_PORT: variables.CHAT_METRICS_PORT,
});
try {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const { ok } = await fetch(`http://localhost:${port}/healthz`, { signal });
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
