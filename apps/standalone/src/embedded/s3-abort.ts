/// <reference path="./s3rver.d.ts" />
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type S3rver from "s3rver";

const NO_CONTENT = 204;

/**
 * What `s3rver` lacks: without it the parts of an upload that broke off would
 * stay for good. The id of an upload is a secret of who began it.
 */
export function abortMultipartUpload({ store }: S3rver): S3rver["middleware"][number] {
  return async (context, next) => {
    const { uploadId } = context.query;
    if (context.method !== "DELETE" || uploadId === undefined) {
      return next();
    }
    const bucket = decodeURIComponent(context.path.split("/")[1] ?? "");
    if (/^[\da-f]{32}$/.test(uploadId) && /^\w[\w.-]*$/.test(bucket)) {
      const uploads = store.getResourcePath(bucket, undefined, "uploads");
      await rm(join(uploads, uploadId), { recursive: true, force: true });
    }
    context.status = NO_CONTENT;
  };
}
