import { limits } from "@chat/contract";
import t from "tap";
import { sniffContentType } from "./content-type.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

t.test("a file is what its bytes are", async (t) => {
  const cases: [content: Buffer | string, type: string][] = [
    [PNG, "image/png"],
    ["%PDF-1.4\n1 0 obj << >> endobj", "application/pdf"],
    [Buffer.from([0x50, 0x4b, 3, 4, ...Buffer.alloc(60)]), "application/zip"],
    [Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]), "application/x-msdownload"],
    ["Grüße, 世界\n", "text/plain"],
    ["", "text/plain"],
    [Buffer.from([0, 1, 2, 3]), "application/octet-stream"],
    [Buffer.from("caf\xe9", "latin1"), "application/octet-stream"],
    [
      Buffer.from(`-${"Ü".repeat(limits.ATTACHMENT_HEAD_BYTES)}`).subarray(
        0,
        limits.ATTACHMENT_HEAD_BYTES,
      ),
      "text/plain",
    ],
  ];
  for (const [content, type] of cases) {
    t.equal(await sniffContentType(Buffer.from(content)), type, String(content).slice(0, 10));
  }
});

t.test("what a browser would run is text", async (t) => {
  const cases = [
    "<!doctype html><script>alert(1)</script>",
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    "GIF89a=1;alert(1)",
    "BM=1;alert(1)//",
    "#!/bin/sh\nrm -rf /",
    "alert(1)",
  ];
  for (const content of cases) {
    t.equal(await sniffContentType(Buffer.from(content)), "text/plain", content);
  }
});

t.test("and no markup in another encoding", async (t) => {
  const xml = '\ufeff<?xml version="1.0" encoding="utf-16"?><svg onload="alert(1)"/>';
  const type = await sniffContentType(Buffer.from(xml, "utf16le"));
  t.equal(type, "application/octet-stream");
});
