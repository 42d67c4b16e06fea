import { randomBytes } from "node:crypto";
import t from "tap";
import { append, begin, tus, uploadsOf } from "./support/tus.ts";
import { until } from "./support/until.ts";
import { filePart, startUpload, upload } from "./support/upload.ts";
import { startWorld, type World } from "./support/world.ts";

/** Uploads by kind and outcome, as the first API counts them; what has not happened is left out. */
async function counted({ apis }: World): Promise<Record<string, number>> {
  const metrics = await (await fetch(`${apis[0]?.metricsUrl}/metrics`)).text();
  const lines = metrics.matchAll(/^chat_uploads_total\{kind="(\w+)",outcome="(\w+)".*\} (\d+)$/gm);
  const counts = [...lines].map(
    ([, kind, outcome, n]) => [`${kind} ${outcome}`, Number(n)] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

t.test("how uploads end is counted", async (t) => {
  const world = await startWorld(t, { environment: { UPLOAD_MAX_BYTES: "1000" } });
  const ada = world.user();
  await upload(ada, randomBytes(700));
  await upload(ada, randomBytes(1_001));
  const broken = startUpload(world.apis[0]?.url ?? "", ada.token);
  await broken.write(filePart("begun").subarray(0, -2));
  broken.cut();
  await append(ada, await begin(world, ada, 300), 0, new Uint8Array(300));
  const given = await begin(world, ada, 300);
  await append(ada, given, 5, new Uint8Array(5));
  await tus(ada, "DELETE", given);
  await tus(ada, "POST", uploadsOf(world), { "upload-length": "1001" });
  const expected = {
    "form stored": 1,
    "form body_too_large": 1,
    "form broken_off": 1,
    "resumable stored": 1,
    "resumable cancelled": 1,
    "resumable refused": 2,
  };
  await until(async () => "form broken_off" in (await counted(world)));
  t.same(await counted(world), expected);
  const metrics = await (await fetch(`${world.apis[0]?.metricsUrl}/metrics`)).text();
  t.match(metrics, /chat_upload_bytes_total\{kind="form".*\} 700\n/);
  t.match(metrics, /chat_upload_bytes_total\{kind="resumable".*\} 300\n/);
  t.match(metrics, /chat_upload_duration_seconds_count\{.*outcome="stored".*\} 1\n/);
});
