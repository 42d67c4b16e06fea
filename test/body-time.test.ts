import { once } from "node:events";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { apiApp } from "@chat/api";
import { limits } from "@chat/contract";
import t from "tap";
import { createTestEnvironment } from "./support/environment.ts";
import { startTestProcess } from "./support/platform.ts";
import { signToken } from "./support/tokens.ts";
import { filePart, LAST, startUpload } from "./support/upload.ts";

const TIME_MS = 1_500;

t.test("a body has its time, and a file each pause of it", async (t) => {
  const environment = await createTestEnvironment(t);
  const serverLimits = { ...limits.SERVER_LIMITS, requestTimeoutMs: TIME_MS };
  const { url } = await startTestProcess(t, [apiApp], environment, serverLimits);
  const token = signToken();
  const drip = async (write: () => unknown) => {
    for (const end = Date.now() + 2 * TIME_MS; Date.now() < end; await sleep(50)) {
      write();
    }
  };

  await t.test("a file may take longer than that", async (t) => {
    const slow = startUpload(url, token);
    await slow.write(filePart("begin").subarray(0, -2));
    await drip(() => slow.write(Buffer.from("more")));
    await slow.write(Buffer.concat([Buffer.from("\r\n"), LAST]));
    slow.end();
    t.equal((await slow.answer).status, 201);
  });
  await t.test("but not pause", async (t) => {
    const stalled = startUpload(url, token);
    await stalled.write(filePart("begin"));
    await t.rejects(stalled.answer, { code: "ECONNRESET" });
  });
  await t.test("what goes on after its refusal is read for as long, and no longer", async (t) => {
    const refused = startUpload(url, token, { "content-length": `${2 ** 40}` });
    let cut = false;
    void refused.closed.then(() => {
      cut = true;
    });
    await refused.write(filePart("begin"));
    t.equal((await refused.answer).status, 413);
    await drip(() => cut || refused.write(Buffer.from("more")));
    t.ok(cut);
  });
  await t.test("another body may not, however it drips in", async (t) => {
    const slow = request(`${url}/api/v1/channels`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
    slow.write("{");
    const ended = once(slow, "response").then(
      () => "answered",
      () => "cut",
    );
    await drip(() => slow.write(" "));
    t.equal(await ended, "cut");
  });
});
