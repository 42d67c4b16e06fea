import { limits } from "@chat/contract";
import { listStored } from "@chat/domain";
import type { Upkeep } from "../upkeep.ts";
import type { AttachmentTools } from "./tools.ts";

/** Where uploads put bytes of which no row tells yet. */
type UploadPlace = "quarantine" | "clean" | "resumable";

const UUID = "[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}";
const KEY = new RegExp(`^(?:quarantine|clean|resumable)/(${UUID})/(${UUID})(?:/\\d+)?$`);

/**
 * Removes what an upload left behind whose process died before it was a file,
 * and what is served from elsewhere by now. Others have that for too short to
 * be in the way of an upload that goes on.
 */
export function createLeftoverSweep(tools: AttachmentTools): Upkeep {
  // Only where nothing is scanned do uploads go there without a row.
  const places: UploadPlace[] = tools.scanner ? ["quarantine"] : ["quarantine", "clean"];
  return {
    name: "sweep of leftovers",
    intervalMs: limits.UPLOAD_LEFTOVERS_SWEEP_MS,
    async run() {
      let removed = 0;
      for (const place of [...places, "resumable"] as const) {
        removed += await sweep(tools, place);
      }
      return removed > 0 ? { removed } : undefined;
    },
  };
}

/** A page of the listing at a time; returns how many objects went. */
async function sweep(tools: AttachmentTools, place: UploadPlace): Promise<number> {
  const { ctx, objects, metrics } = tools;
  const oldEnough = ctx.now().getTime() - limits.UPLOAD_LEFTOVERS_AGE_MS;
  let removed = 0;
  let from: string | undefined;
  do {
    const limit = limits.UPLOAD_LEFTOVERS_PAGE_OBJECTS_MAX;
    const page = await objects.list(`${place}/`, { limit, from });
    const old = page.objects.filter(({ modifiedAt }) => modifiedAt.getTime() < oldEnough);
    const leftovers = await findLeftovers(
      tools,
      place,
      old.map(({ key }) => key),
    );
    await objects.remove(leftovers);
    removed += leftovers.length;
    from = page.next;
  } while (from !== undefined);
  metrics.removed(place, removed);
  return removed;
}

/** The tail of an upload that can be resumed is never so old; of the rest, rows tell what is there. */
async function findLeftovers(
  { ctx }: AttachmentTools,
  place: UploadPlace,
  keys: readonly string[],
): Promise<string[]> {
  const leftovers: string[] = [];
  for (const [orgId, files] of groupByOrganisation(keys)) {
    const ids = files.map(({ id }) => id);
    const kept = new Set(place === "resumable" ? [] : await listStored(ctx, place, orgId, ids));
    leftovers.push(...files.filter(({ id }) => !kept.has(id)).map(({ key }) => key));
  }
  return leftovers;
}

interface StoredFile {
  readonly key: string;
  readonly id: string;
}

/** Whatever is called otherwise is somebody else's. */
function groupByOrganisation(keys: readonly string[]): Map<string, StoredFile[]> {
  const groups = new Map<string, StoredFile[]>();
  for (const key of keys) {
    const [, orgId, id] = KEY.exec(key) ?? [];
    if (orgId !== undefined && id !== undefined) {
      groups.set(orgId, [...(groups.get(orgId) ?? []), { key, id }]);
    }
  }
  return groups;
}
