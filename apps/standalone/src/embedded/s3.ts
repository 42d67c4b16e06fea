/// <reference path="./s3rver.d.ts" />
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import S3rver from "s3rver";
import { abortMultipartUpload } from "./s3-abort.ts";

/** The only credentials that `s3rver` knows. */
const KEY = "S3RVER";

export interface EmbeddedS3 {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  stop(): Promise<void>;
}

/** An object storage in this process, on a free port of the loopback, its files in `<dataFolder>/s3`. */
export async function startS3(dataFolder: string): Promise<EmbeddedS3> {
  const directory = join(dataFolder, "s3");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
  });
  server.middleware.unshift(abortMultipartUpload(server));
  const { address, port } = await server.run();
  return {
    endpoint: `http://${address}:${port}`,
    accessKey: KEY,
    secretKey: KEY,
    stop: async () => {
      const closed = server.close();
      server.httpServer.closeAllConnections();
      await closed;
    },
  };
}
