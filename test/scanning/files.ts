import { createHash, randomUUID } from "node:crypto";
import { until } from "../support/until.ts";
import type { OwnBucket } from "./bucket.ts";

type Query = <T extends Record<string, unknown>>(text: string, values?: unknown[]) => Promise<T[]>;

export interface FileRow extends Record<string, unknown> {
  readonly status: string;
  readonly storage_key: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly thumbnail_width: number | null;
  readonly thumbnail_height: number | null;
  readonly due_at: Date | null;
  readonly message_id: string | null;
}

/** What an API does with uploads and posts, as far as workers see it: rows and objects. */
export interface Files {
  /** A file that waits for its scan. */
  upload(uploaderId: string, content: Uint8Array, contentType?: string): Promise<string>;
  attach(id: string, messageId: string): Promise<void>;
  find(id: string): Promise<FileRow | undefined>;
  /** Waits until the file is so, and nothing is left to do; 30 seconds at most. */
  becomes(id: string, status: string): Promise<FileRow>;
}

const SETTLED_MS = 30_000;
const HOUR_MS = 3_600_000;

export function createFiles(query: Query, bucket: OwnBucket, orgId: string): Files {
  const find = async (id: string) => {
    const text = "select * from chat_attachments where org_id = $1 and id = $2";
    const [row] = await query<FileRow>(text, [orgId, id]);
    return row;
  };
  return {
    find,
    async upload(uploaderId, content, contentType = "application/octet-stream") {
      const id = randomUUID();
      const key = `quarantine/${orgId}/${id}`;
      await bucket.put(key, content);
      const sha256 = createHash("sha256").update(content).digest("hex");
      await query(
        `insert into chat_attachments (org_id, id, uploader_id, name, content_type, size, sha256,
           status, storage_key, created_at)
         values ($1, $2, $3, 'file', $4, $5, $6, 'pending', $7, now())`,
        [orgId, id, uploaderId, contentType, content.length, sha256, key],
      );
      return id;
    },
    async attach(id, messageId) {
      const keys = [orgId, id, messageId];
      await query(
        "update chat_attachments set message_id = $3 where org_id = $1 and id = $2",
        keys,
      );
      await query(
        `update chat_messages m set attachments = ('[' || chat_attachment_json(a) || ']')::json
         from chat_attachments a where a.org_id = $1 and a.id = $2 and m.org_id = $1 and m.id = $3`,
        keys,
      );
    },
    async becomes(id, status) {
      let row = await find(id);
      const isSo = async () => {
        row = await find(id);
        return row?.status === status && isAtRest(row);
      };
      await until(isSo, SETTLED_MS).catch((cause: unknown) => {
        throw new Error(`it is ${JSON.stringify(row)}`, { cause });
      });
      return row as FileRow;
    },
  };
}

/** Nothing to do, or not before it is looked whether it was sent; a failed one is tried again. */
function isAtRest({ status, due_at }: FileRow): boolean {
  return due_at === null || status === "failed" || due_at.getTime() > Date.now() + HOUR_MS;
}
