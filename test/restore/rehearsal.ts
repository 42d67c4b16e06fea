import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { putObjects, takeBackup, unpackDatabase } from "@chat/runtime";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import { type Activity, fillService } from "./activity.ts";
import { startBystander } from "./bystander.ts";
import { differences, type Everything, isSettled, readEverything } from "./everything.ts";
import { checkPositions } from "./positions.ts";
import { startRestoreService, startRestoreStores } from "./service.ts";

const SETTLING_MS = 150_000;

export interface Rehearsed {
  /** What was asked before and after. */
  readonly answers: number;
  /** Those of them that are not the same. */
  readonly different: readonly string[];
  /** Sent by somebody else while the backup was taken, and in it. */
  readonly messagesMeanwhile: number;
  readonly objects: number;
  readonly takenMs: number;
  readonly restoredMs: number;
}

/**
 * Fills a service, backs it up while somebody goes on posting, destroys it,
 * restores it into stores that are new, and compares.
 *
 * @param tell what is being done
 */
export async function rehearseRestore(
  t: Teardown,
  rounds: number,
  tell: (step: string) => void,
): Promise<Rehearsed> {
  const folder = await mkdtemp(join(tmpdir(), "chat-restore-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const places = {
    before: join(folder, "before"),
    backup: join(folder, "backup"),
    after: join(folder, "after"),
    password: join(folder, "password"),
  };

  tell("filling");
  const first = await startRestoreStores(places.before);
  t.teardown(() => first.stop());
  const service = await startRestoreService(first);
  t.teardown(() => service.stop());
  const activity = await fillService(service.apiUrl, rounds);
  const before = await settled(service.apiUrl, activity);
  const bystander = await startBystander(service.apiUrl);

  tell("backing up");
  const takenAt = performance.now();
  const { databaseUrl } = first;
  const summary = await takeBackup(databaseUrl, first.objects, places.backup);
  const takenMs = performance.now() - takenAt;
  await bystander.stop();

  tell("destroying");
  await service.stop();
  await first.stop();
  // Secrets are no part of a backup; they come from where they are kept.
  await copyFile(join(places.before, "postgres.password"), places.password);
  await rm(places.before, { recursive: true });

  tell("restoring");
  const restoredAt = performance.now();
  await mkdir(places.after, { mode: 0o700 });
  await unpackDatabase(places.backup, join(places.after, "postgres"));
  await copyFile(places.password, join(places.after, "postgres.password"));
  const second = await startRestoreStores(places.after);
  t.teardown(() => second.stop());
  await putObjects(places.backup, second.files);
  const restored = await startRestoreService(second);
  t.teardown(() => restored.stop());
  const restoredMs = performance.now() - restoredAt;

  tell("comparing");
  const after = await readEverything(restored.apiUrl, activity);
  const messagesMeanwhile = await bystander.check(restored.apiUrl);
  await checkPositions(t, restored, activity);
  return {
    answers: before.size,
    different: differences(before, after),
    messagesMeanwhile,
    objects: summary.objects,
    takenMs,
    restoredMs,
  };
}

/** Until nothing of it changes by itself any more. */
async function settled(apiUrl: string, activity: Activity): Promise<Everything> {
  let seen: Everything = new Map();
  await until(async () => {
    const before = seen;
    seen = await readEverything(apiUrl, activity);
    return isSettled(seen) && isDeepStrictEqual(before, seen);
  }, SETTLING_MS);
  return seen;
}
