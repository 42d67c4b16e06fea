import { limits } from "@chat/contract";
import type { Context } from "../context.ts";
import {
  claimFileRemovals,
  deleteRemoval,
  type FileRemoval,
  postponeRemoval,
  removeAttachmentsOfPage,
} from "./file-removals.repository.ts";
import { storageKey } from "./storage-keys.ts";

export type { FileRemoval } from "./file-removals.repository.ts";

type RemovalContext = Pick<Context, "db" | "now">;

/** What is deleted in all organisations and still has objects: bounded, and nobody else's for a while. */
export function claimRemovals({ db, now }: RemovalContext): Promise<FileRemoval[]> {
  const until = new Date(now().getTime() + limits.ATTACHMENT_CLAIM_MS);
  return claimFileRemovals(db, { now: now(), until }, limits.ATTACHMENT_CLAIM_ROWS_MAX);
}

/**
 * Removes the objects of an attachment that is deleted; of a channel, the rows
 * of the attachments in it, each of which becomes a removal of its own. Goes on
 * where an earlier run was cut off. Objects are removed twice, the second time
 * when whoever was just writing one has ended.
 *
 * @param removeObjects removing what is not there is no failure
 */
export async function removeFiles(
  ctx: RemovalContext,
  removal: FileRemoval,
  removeObjects: (keys: readonly string[]) => Promise<void>,
): Promise<void> {
  if (removal.kind === "channel") {
    await removeRowsOfChannel(ctx, removal);
    await deleteRemoval(ctx.db, removal);
    return;
  }
  await removeObjects(keysOfAttachment(removal.orgId, removal.id));
  const again = new Date(ctx.now().getTime() + limits.ATTACHMENT_REMOVE_AGAIN_MS);
  if (!(await postponeRemoval(ctx.db, removal, again))) {
    await deleteRemoval(ctx.db, removal);
  }
}

/** Wherever its bytes may be: what is removed first cannot be copied from any more. */
export function keysOfAttachment(orgId: string, id: string): string[] {
  const places = ["quarantine", "clean", "thumbnail"] as const;
  return places.map((place) => storageKey(place, orgId, id));
}

async function removeRowsOfChannel(ctx: RemovalContext, removal: FileRemoval): Promise<void> {
  const { orgId, id: channelId } = removal;
  const removePage = (afterSeq: number) =>
    ctx.db
      .transaction()
      .execute((tx) =>
        removeAttachmentsOfPage(
          tx,
          { orgId, channelId, afterSeq },
          ctx.now(),
          limits.ATTACHMENT_REMOVE_MESSAGES_MAX,
        ),
      );
  let reached: number | null = 0;
  while (reached !== null) {
    reached = await removePage(reached);
  }
}
