import t from "tap";
import { deliveryOf } from "./delivery.ts";

t.test("pictures are shown, everything else is saved", async (t) => {
  const how = (type: string) => deliveryOf("a", type).contentDisposition.split(";")[0];
  for (const type of ["image/png", "video/mp4", "audio/mpeg"]) {
    t.equal(how(type), "inline", type);
  }
  for (const type of ["image/svg+xml", "text/html", "text/plain", "application/pdf", "font/woff"]) {
    t.equal(how(type), "attachment", type);
  }
});

t.test("a name of any script goes into the header as RFC 6266 has it", async (t) => {
  const { contentDisposition } = deliveryOf('Größe "1" 報告.png', "image/png");
  t.match(contentDisposition, /^[\x20-\x7e]+$/);
  t.match(contentDisposition, /filename\*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22%20/);
});
