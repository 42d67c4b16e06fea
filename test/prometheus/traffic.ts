import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { PLANTED_TEXT } from "../support/planted.ts";
import { type Rest, restAs } from "../support/rest.ts";
import { openSocket } from "../support/socket.ts";
import type { Teardown } from "../support/teardown.ts";
import { signToken } from "../support/tokens.ts";

const PAUSE_MS = 200;

interface Traffic {
  /** Waits for the round under way, and throws what went wrong. */
  stop(): Promise<void>;
}

/**
 * Something of everything, again and again: Ada posts, mentions Bob, who is
 * away and gets a mail, uploads, searches, and resumes on a new socket.
 */
export async function startTraffic(
  t: Teardown,
  urls: { readonly api: string; readonly gateway: string },
): Promise<Traffic> {
  const org_id = randomUUID();
  const bob = randomUUID();
  const adaToken = signToken({ org_id, name: "Ada" });
  const ada = restAs(urls.api, adaToken);
  const asBob = restAs(
    urls.api,
    signToken({ sub: bob, org_id, name: "Bob", email: "bob@example.com" }),
  );
  await expected(asBob("GET", "/users/me"), 200);
  const channel = await expected(
    ada("POST", "/channels", { name: "traffic", member_ids: [bob] }),
    201,
  );
  const follower = await openSocket(t, urls.gateway, adaToken);
  await follower.follow(channel.id);

  let stopped = false;
  async function run(): Promise<void> {
    while (!stopped) {
      const content = `hello <@${bob}>`;
      const message = await expected(
        ada("POST", `/channels/${channel.id}/messages`, { content }),
        201,
      );
      await follower.waitFor("message", ({ payload }) => payload.id === message.id);
      await upload(ada, channel.id);
      await expected(ada("GET", "/search?q=hello"), 200);
      await expected(ada("POST", `/channels/${channel.id}/messages`, { content: "" }), 400);
      const resuming = await openSocket(t, urls.gateway, adaToken);
      resuming.send({ type: "subscribe", channel_id: channel.id, since_seq: message.seq - 1 });
      await resuming.waitFor("message");
      resuming.close();
      await resuming.closed;
      await sleep(PAUSE_MS);
    }
  }
  const running = run();
  running.catch(() => undefined);
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}

async function upload(ada: Rest, channelId: string): Promise<void> {
  const form = new FormData();
  form.append("channel_id", channelId);
  form.append("file", new Blob(["a plain text"]), `${PLANTED_TEXT}.txt`);
  await expected(ada("POST", "/upload", form), 201);
}

async function expected(answer: ReturnType<Rest>, status: number) {
  const { status: answered, body } = await answer;
  if (answered !== status) {
    throw new Error(`answered ${answered} instead of ${status}: ${JSON.stringify(body)}`);
  }
  return body;
}
