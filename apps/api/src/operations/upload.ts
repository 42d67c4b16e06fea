import { operations } from "@chat/contract";
import { uploadAttachment } from "@chat/domain";
import { createdJson } from "../http/answer.ts";
import { route } from "../http/route.ts";
import { readUploadForm } from "../uploads/upload-form.ts";

export const uploadRoute = route(operations.uploadAttachment, ({ ctx, actor, raw }) =>
  readUploadForm(raw, ctx.uploads.bytesMax, async (upload) =>
    createdJson(await uploadAttachment(ctx, actor, upload)),
  ),
);
