import { limits } from "@chat/contract";
import { listQuarantined } from "@chat/domain";
import type { Upkeep } from "../upkeep.ts";
import type { AttachmentTools } from "./tools.ts";

const PREFIX = "quarantine/";
const UUID = "[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}";
const KEY = new RegExp(`^${PREFIX}(${UUID})/(${UUID})$`);

/**
 * Removes what an upload left behind whose process died before it was a file,
 * and what is served from elsewhere by now. Others have that for too short to
 * be in the way of an upload that goes on.
 */
export function createQuarantineSweep(tools: AttachmentTools): Upkeep {
  return {
    name: "sweep of the quarantine",
    intervalMs: limits.QUARANTINE_SWEEP_MS,
    async run() {
      const removed = await sweepQuarantine(tools);
      return removed > 0 ? { removed } : undefined;
    },
  };
}

/** A page of the listing at a time; returns how many objects went. */
async function sweepQuarantine({ ctx, objects, metrics }: AttachmentTools): Promise<number> {
  const oldEnough = ctx.now().getTime() - limits.QUARANTINE_AGE_MS;
  let removed = 0;
  let from: string | undefined;
  do {
    const limit = limits.QUARANTINE_PAGE_OBJECTS_MAX;
    const page = await objects.list(PREFIX, { limit, from });
    const old = page.objects.filter(({ modifiedAt }) => modifiedAt.getTime() < oldEnough);
    for (const [orgId, ids] of groupByOrganisation(old.map(({ key }) => key))) {
      const kept = new Set(await listQuarantined(ctx, orgId, ids));
      const leftovers = ids.filter((id) => !kept.has(id));
      await objects.remove(leftovers.map((id) => `${PREFIX}${orgId}/${id}`));
      removed += leftovers.length;
    }
    from = page.next;
  } while (from !== undefined);
  metrics.removed("quarantine", removed);
  return removed;
}

/** Whatever is called otherwise is somebody else's. */
function groupByOrganisation(keys: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const [, orgId, id] = KEY.exec(key) ?? [];
    if (orgId !== undefined && id !== undefined) {
      groups.set(orgId, [...(groups.get(orgId) ?? []), id]);
    }
  }
  return groups;
}
