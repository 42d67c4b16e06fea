import { createHash, randomBytes, randomUUID } from "node:crypto";
import { connect } from "node:net";
import { createClient } from "@chat/client";
import type { Attachment } from "@chat/contract";
import type { Test } from "tap";
import { Upload } from "tus-js-client";
import { until } from "../support/until.ts";
import { filePart, startUpload } from "../support/upload.ts";
import { type Balancer, HOST } from "./balancer.ts";
import { type Stage, UPLOAD_BYTES_MAX } from "./stage.ts";

const MIB = 1024 * 1024;
const CHUNK_BYTES = 5 * MIB;
const PLANTED_ADDRESS = "203.0.113.9";

/** Of both kinds of process, on one port. */
export async function checkRoutes(t: Test, stage: Stage, balancer: Balancer): Promise<void> {
  const token = stage.token();
  const status = async (path: string, headers = {}) =>
    (await fetch(balancer.url + path, { headers })).status;
  t.equal(await status("/api/v1/users/me", { authorization: `Bearer ${token}` }), 200);
  t.equal(await status("/api/v1/users/me"), 401);
  t.equal(await status("/docs/"), 200);
  t.equal(await status("/readyz"), 200);
  t.equal(await status("/nowhere"), 404);
  t.equal(await status("/ws"), 401, "a gateway answers");
}

/** Both logs have the same id, and the balancer's the address that the connection came from. */
export async function checkIdsAndAddresses(
  t: Test,
  stage: Stage,
  balancer: Balancer,
): Promise<void> {
  const authorization = `Bearer ${stage.token()}`;
  const ask = async (headers: Record<string, string>) => {
    const { headers: answered } = await fetch(`${balancer.url}/api/v1/channels`, {
      headers: { authorization, "x-forwarded-for": PLANTED_ADDRESS, ...headers },
    });
    return answered.get("x-request-id") ?? "";
  };
  const given = `from-the-client-${randomUUID()}`;
  t.equal(await ask({ "x-request-id": given }), given);
  const refused = await ask({ "x-request-id": "not such an id" });
  const made = await ask({});
  for (const id of [given, refused, made]) {
    t.match(id, /^[\w-]{16,}$/);
    await until(async () => (await balancer.log()).includes(`"reqId":"${id}"`));
    const isServed = () => stage.apis.some((api) => api.log().some(({ reqId }) => reqId === id));
    await until(async () => isServed());
    const line = (await balancer.log()).split("\n").find((entry) => entry.includes(id)) ?? "{}";
    t.match(JSON.parse(line), {
      client: HOST,
      method: "GET",
      path: "/api/v1/channels",
      status: 200,
    });
  }
  t.notOk((await balancer.log()).includes(PLANTED_ADDRESS), "what a client says of itself is not");
}

/** As large as they may be, whole and in parts, and refused while they are still being sent. */
export async function checkUploads(t: Test, stage: Stage, balancer: Balancer): Promise<void> {
  const token = stage.token();
  const client = createClient({ baseUrl: balancer.url, token });
  const bytes = randomBytes(UPLOAD_BYTES_MAX);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const whole = await client.uploadAttachment({ file: new File([bytes], "whole.bin") });
  t.match(whole, { size: bytes.length, sha256 });

  const url = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: `${balancer.url}/api/v1/uploads`,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: "parts.bin" },
      chunkSize: CHUNK_BYTES,
      retryDelays: null,
      onError: reject,
      onSuccess: () => resolve(upload.url ?? ""),
    });
    upload.start();
  });
  t.ok(url.startsWith(balancer.url), "an upload's URL leads through the balancer");
  const inParts: Attachment = await client.getAttachment({
    attachmentId: url.split("/").at(-1) ?? "",
  });
  t.match(inParts, { size: bytes.length, sha256 });

  const endless = startUpload(balancer.url, token);
  await endless.write(filePart(Buffer.alloc(UPLOAD_BYTES_MAX + MIB)).subarray(0, -MIB / 2));
  t.match(await endless.answer, { status: 413, body: { code: "body_too_large" } });
  endless.cut();
}

/** Resolves when one who never comes to the end of a head was cut off. */
export async function dripHead(t: Test, balancer: Balancer): Promise<void> {
  const socket = connect(Number(new URL(balancer.url).port), HOST);
  socket.on("error", () => undefined);
  socket.resume();
  socket.write("GET /api/v1/channels HTTP/1.1\r\nhost: chat\r\n");
  const dripping = setInterval(() => socket.write("x-more: 1\r\n"), 500);
  t.teardown(() => clearInterval(dripping));
  await new Promise((resolve) => socket.once("close", resolve));
}
