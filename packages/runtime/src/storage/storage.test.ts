import t from "tap";
import { createFileStore } from "./file-store.ts";
import { createStorage } from "./storage.ts";

const CONFIG = {
  endpoint: "http://127.0.0.1:1",
  publicEndpoint: "https://files.example.com",
  region: "eu-central-1",
  accessKey: "key",
  secretKey: "secret",
  bucket: "files",
};

t.test("signatures are of the region that the storage is in", async (t) => {
  const storage = createStorage(CONFIG);
  t.teardown(() => storage.destroy());
  t.equal(await storage.config.region(), "eu-central-1");
  const files = createFileStore(storage, CONFIG);
  t.teardown(() => files.close());
  const delivery = { contentType: "text/plain", contentDisposition: "inline" };
  const url = new URL(await files.presign("clean/a", delivery, 60));
  t.match(url.searchParams.get("X-Amz-Credential"), /^key\/\d{8}\/eu-central-1\/s3\/aws4_request$/);
});
