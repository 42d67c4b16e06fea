import { createDatabase, type Database } from "@chat/domain";
import { createPool } from "@chat/runtime";
import type { Teardown } from "../support/teardown.ts";
import type { Plan } from "./plan.ts";

/** As the planner chose it and the executor ran it, functions' inner statements included. */
export interface RecordedPlan {
  readonly text: string;
  readonly plan: Plan;
}

export type Transaction = Parameters<
  Parameters<ReturnType<Database["transaction"]>["execute"]>[0]
>[0];

export interface Recorder {
  /** Runs something in a transaction that is rolled back, and gives the plans of its statements. */
  record(run: (tx: Transaction) => Promise<unknown>): Promise<RecordedPlan[]>;
}

const SETTINGS = {
  session_preload_libraries: "auto_explain",
  "auto_explain.log_min_duration": 0,
  "auto_explain.log_nested_statements": "on",
  "auto_explain.log_analyze": "on",
  "auto_explain.log_buffers": "on",
  "auto_explain.log_timing": "off",
  "auto_explain.log_format": "json",
  // Goes to the client alone.
  "auto_explain.log_level": "notice",
};

class RolledBack extends Error {}

export function createRecorder(t: Teardown, databaseUrl: string): Recorder {
  const url = new URL(databaseUrl);
  const settings = Object.entries(SETTINGS).map(([name, value]) => `-c ${name}=${value}`);
  url.searchParams.set("options", settings.join(" "));
  const pool = createPool(url.href, 1, "chat-test");
  t.teardown(() => pool.end());
  const db = createDatabase(pool);
  let plans: RecordedPlan[] = [];
  pool.on("connect", (client) => {
    client.on("notice", ({ message = "" }) => {
      const json = message.slice(message.indexOf("{"));
      const { "Query Text": text, Plan: plan } = JSON.parse(json);
      plans.push({ text, plan });
    });
  });
  return {
    async record(run) {
      plans = [];
      try {
        await db.transaction().execute(async (tx) => {
          await run(tx);
          throw new RolledBack();
        });
      } catch (error) {
        if (!(error instanceof RolledBack)) {
          throw error;
        }
      }
      return plans;
    },
  };
}
