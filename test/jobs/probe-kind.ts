import { once } from "node:events";
import type { Platform } from "@chat/runtime";
import { type JobKind, startJobs } from "@chat/worker/jobs";

/** What a job of the probe is told, by the text of the message that caused it. */
export type Behaviour = "kill while dispatching" | "kill while working" | "hang" | "fail once";

interface ProbeData {
  readonly orgId: string;
  readonly messageId: string;
  readonly content: string;
}

interface Message {
  readonly id: string;
  readonly content: string;
}

/** How a kind of the tests differs from what is usual. */
export type ProbeOverrides = Partial<Pick<JobKind, "attempts" | "timeoutMs" | "concurrency">>;

/**
 * A kind of job that writes down each message posted: in `probe_tries` when it
 * begins, in `probe_done` when it ends.
 *
 * @param obeys whether it does what a message tells it; another one works it off as usual
 */
export function startProbe(
  platform: Platform,
  obeys: boolean,
  overrides: ProbeOverrides = {},
): void {
  const { postgres } = platform;
  const note = (table: string, { messageId }: ProbeData) =>
    postgres.query(`insert into ${table} (message_id) values ($1)`, [messageId]);
  const isTold = (content: string, behaviour: Behaviour) => obeys && content === behaviour;
  const kind: JobKind<ProbeData> = {
    name: "probe-message",
    events: ["message"],
    toJob({ orgId, payload }) {
      const { id, content } = payload as Message;
      if (isTold(content, "kill while dispatching")) {
        process.kill(process.pid, "SIGKILL");
      }
      return { id, data: { orgId, messageId: id, content } };
    },
    attempts: 3,
    backoffMs: 50,
    concurrency: 2,
    timeoutMs: 60_000,
    async process(data, signal) {
      await note("probe_tries", data);
      if (isTold(data.content, "kill while working")) {
        process.kill(process.pid, "SIGKILL");
      }
      if (isTold(data.content, "hang")) {
        await once(signal, "abort");
        signal.throwIfAborted();
      }
      if (isTold(data.content, "fail once")) {
        const { rows } = await postgres.query("select 1 from probe_tries where message_id = $1", [
          data.messageId,
        ]);
        if (rows.length === 1) {
          throw new Error("as told");
        }
      }
      await note("probe_done", data);
    },
    sweeps: [
      {
        name: "sweep of probes",
        intervalMs: 500,
        async findDue() {
          const { rows } = await postgres.query<ProbeData>(
            `select org_id as "orgId", id as "messageId", content from chat_messages
             where content = 'swept' and id not in (select message_id from probe_done)`,
          );
          return rows.map((data) => ({ id: data.messageId, data }));
        },
      },
    ],
    ...overrides,
  };
  startJobs(platform, [kind]);
}
