import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@chat/client";
import type { Message } from "@chat/contract";
import t from "tap";
import { createTestEnvironment } from "./support/environment.ts";
import { startAppProcess } from "./support/process.ts";
import { orNoAnswer, restAs } from "./support/rest.ts";
import { openSocket } from "./support/socket.ts";
import { signToken } from "./support/tokens.ts";
import { until } from "./support/until.ts";

/** Posts that are answered before one API dies, and while only the other is left. */
const ANSWERED_BEFORE = 100;
const ANSWERED_AFTER = 50;

t.test("an API killed in the middle of posting loses nothing that it answered", async (t) => {
  const environment = await createTestEnvironment(t);
  const [first, second, gateway1, gateway2] = await Promise.all([
    startAppProcess(t, "api", environment),
    startAppProcess(t, "api", environment),
    startAppProcess(t, "gateway", environment),
    startAppProcess(t, "gateway", environment),
    startAppProcess(t, "worker", { ...environment, ATTACHMENT_SCAN: "off" }),
  ]);
  const orgId = randomUUID();
  const userId = randomUUID();
  const token = signToken({ sub: userId, org_id: orgId });
  const rest = restAs(second.url, token);
  const channel = (await rest("POST", "/channels", { name: "system" })).body;
  const sockets = await Promise.all(
    [gateway1, gateway2].map(({ url }) => openSocket(t, url, token)),
  );
  for (const socket of sockets) {
    await socket.follow(channel.id);
  }

  const acknowledged = new Map<string, number>();
  const deliberate = [first, second].map(({ url }) => restAs(url, token));
  let posting = true;
  async function postUntilStopped(writer: number): Promise<void> {
    for (let index = 0; posting; index += 1) {
      const client_id = randomUUID();
      const content = `${writer}-${index}`;
      const path = `/channels/${channel.id}/messages`;
      // Like any client: what was not answered is sent again, to whoever is left.
      for (let tries = 0; tries < 50; tries += 1) {
        const target = deliberate[(writer + tries) % 2];
        const answer = await target?.("POST", path, { content, client_id }).catch(orNoAnswer);
        if (answer && answer.status < 300) {
          acknowledged.set(answer.body.id, answer.body.seq);
          break;
        }
        await sleep(10);
      }
    }
  }
  const writers = Array.from({ length: 16 }, (_, writer) => postUntilStopped(writer));
  const haveBeenAnswered = (count: number) => until(async () => acknowledged.size >= count);
  await haveBeenAnswered(ANSWERED_BEFORE);
  await first.kill("SIGKILL");
  await haveBeenAnswered(acknowledged.size + ANSWERED_AFTER);
  posting = false;
  await Promise.all(writers);

  const newest = Math.max(...acknowledged.values());
  for (const socket of sockets) {
    await socket.waitFor("message", ({ seq }) => seq === newest);
    const seqs = socket.seqs(channel.id);
    t.same(
      seqs,
      Array.from({ length: seqs.length }, (_, index) => index + 2),
      "in order, none missing, none doubled",
    );
    const delivered = new Set(
      socket.frames.flatMap((frame) => (frame.type === "message" ? [frame.payload.id] : [])),
    );
    t.ok(
      [...acknowledged.keys()].every((id) => delivered.has(id)),
      "every 201 was delivered",
    );
  }
});

t.test("a stopped process finishes what it has begun, and leaves", async (t) => {
  const environment = await createTestEnvironment(t);
  const api = await startAppProcess(t, "api", environment);
  const gateway = await startAppProcess(t, "gateway", environment);
  const token = signToken();
  const socket = await openSocket(t, gateway.url, token);
  const rest = restAs(api.url, token);
  const channel = (await rest("POST", "/channels", { name: "stopping" })).body;
  const posts = Array.from({ length: 20 }, () =>
    rest("POST", `/channels/${channel.id}/messages`, { content: "x" }).catch(orNoAnswer),
  );
  await Promise.race(posts);
  await Promise.all([api.kill("SIGTERM"), gateway.kill("SIGTERM")]);
  t.equal((await socket.closed).code, 1012);
  const created = (await Promise.all(posts)).flatMap((answer) =>
    answer?.status === 201 ? [answer.body.id] : [],
  );
  t.ok(created.length > 0, "what it had begun was answered");
  const again = await startAppProcess(t, "api", environment);
  const { body } = await restAs(again.url, token)("GET", `/channels/${channel.id}/messages`);
  const kept = new Set(body.items.map(({ id }: { id: string }) => id));
  t.ok(
    created.every((id) => kept.has(id)),
    "what was answered 201 is there",
  );
});

t.test("no token, text or secret is in any log, and every request has its id", async (t) => {
  const environment = await createTestEnvironment(t);
  const api = await startAppProcess(t, "api", environment);
  const gateway = await startAppProcess(t, "gateway", environment);
  const token = signToken();
  const secretText = `secret text ${randomUUID()}`;
  const client = createClient({ baseUrl: api.url, token });
  const channel = await client.createChannel({ name: "quiet" });
  const message: Message = await client.postMessage({
    channelId: channel.id,
    content: secretText,
  });
  await fetch(`${api.url}/api/v1/messages/${message.id}?token=${token}`, {
    headers: { authorization: `Bearer ${token}`, "x-request-id": "from-the-caller" },
  });
  await fetch(`${api.url}/api/v1/channels`, { headers: { authorization: `Bearer ${token}x` } });
  await fetch(`${gateway.url}/ws?token=${token}`);
  await openSocket(t, gateway.url, token);
  await sleep(200);

  const lines = [...api.log, ...gateway.log];
  const text = JSON.stringify(lines);
  for (const secret of [token, token.split(".")[2] ?? "", secretText, environment["JWT_SECRET"]]) {
    t.notOk(text.includes(secret ?? ""), "no secret in the log");
  }
  const requests = api.log.filter(({ msg }) => msg === "request");
  t.ok(requests.length >= 4);
  t.ok(requests.every(({ reqId }) => typeof reqId === "string"));
  t.ok(requests.some(({ reqId }) => reqId === "from-the-caller"));
});
