import { openClient } from "../fanout/clients/client.ts";
import { API_PREFIX, plansFor, type Stage } from "../posting/stage.ts";
import type { RunningApp } from "../run/app.ts";
import { messageIdOf, THREAD_ROOT_SEQ } from "./seed.ts";

/** What a client reads, by name; the promise ends when it has all of it. */
export type Reads = Readonly<Record<string, () => Promise<void>>>;

const RESUMED_EVENTS = 100;
const LOCALHOST = "127.0.0.1";
const RESUME_MS_MAX = 10_000;

/** Reads of the stage's first channel, with messages up to `length`. */
export function readsOf(
  { api, gateway }: { api: RunningApp; gateway: RunningApp },
  stage: Stage,
  jwtSecret: string,
  length: number,
): Reads {
  const [channelId] = stage.channelIds;
  const users = plansFor(api.url, stage, jwtSecret, stage.userIds.length);
  const get = (user: number, path: string) => async () => {
    const headers = { authorization: `Bearer ${users[user]?.token}` };
    const answer = await fetch(`${api.url}${API_PREFIX}${path}`, { headers });
    if (answer.status !== 200) {
      throw new Error(`${path} was answered ${answer.status}`);
    }
    await answer.arrayBuffer();
  };
  const messages = `/channels/${channelId}/messages`;
  const middle = messageIdOf(Math.floor(length / 2) - (Math.floor(length / 2) % 5) + 1);
  return {
    "history, newest page": get(0, messages),
    "history, before a message in the middle": get(0, `${messages}?before=${middle}`),
    "history, around it": get(0, `${messages}?around=${middle}`),
    "thread, oldest page": get(0, `/messages/${messageIdOf(THREAD_ROOT_SEQ)}/thread`),
    "channel with 80 unread": get(0, `/channels/${channelId}`),
    "channel of which nothing has been read": get(1, `/channels/${channelId}`),
    "joined channels": get(0, "/channels/joined"),
    [`resume, the last ${RESUMED_EVENTS} events`]: () =>
      resume(gateway, String(users[0]?.token), {
        channel_id: String(channelId),
        since_seq: length - RESUMED_EVENTS,
      }),
  };
}

async function resume(
  { url }: RunningApp,
  token: string,
  entry: { channel_id: string; since_seq: number },
): Promise<void> {
  const { hostname: host, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error("nothing was resumed")), RESUME_MS_MAX);
  let events = 0;
  const socket = await openClient(
    {
      host,
      port: Number(port),
      path: `/ws?token=${token}`,
      greetings: [JSON.stringify({ type: "subscribe", ...entry })],
      ready: { text: "", frames: 0 },
    },
    LOCALHOST,
    true,
    {
      onDelivery: () => undefined,
      onText(text) {
        events += text.startsWith('{"type":"message"') ? 1 : 0;
        if (events === RESUMED_EVENTS) {
          resolve();
        }
      },
      onClosed: (why) => reject(new Error(why)),
    },
  );
  await promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}
