import { type Attachment, operations } from "@chat/contract";
import { uploadAttachment, type Wire } from "@chat/domain";
import { createdJson } from "../http/answer.ts";
import { type Call, route } from "../http/route.ts";
import { outcomeOf } from "../metrics/upload-metrics.ts";
import { wasBrokenOff } from "../uploads/broken-off.ts";
import { readUploadForm } from "../uploads/upload-form.ts";

type UploadCall = Call<typeof operations.uploadAttachment>;

export const uploadRoute = route(operations.uploadAttachment, async (call) =>
  createdJson(await measured(call, () => takeForm(call))),
);

function takeForm({ ctx, actor, raw }: UploadCall): Promise<Wire<Attachment>> {
  return readUploadForm(raw, ctx.uploads.bytesMax, (upload) =>
    uploadAttachment(ctx, actor, upload),
  );
}

async function measured(
  { raw, uploadMetrics }: UploadCall,
  take: () => Promise<Wire<Attachment>>,
): Promise<Wire<Attachment>> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  try {
    const attachment = await take();
    const { size } = JSON.parse(attachment) as Attachment;
    uploadMetrics.countStored("form", size, seconds());
    return attachment;
  } catch (error) {
    uploadMetrics.countFailed("form", outcomeOf(error, wasBrokenOff(raw)), seconds());
    throw error;
  }
}
