/** The part of `s3rver` 3 that is used here; the package brings no types. */
declare module "s3rver" {
  import type { Server } from "node:http";
  import type { AddressInfo } from "node:net";

  interface Options {
    address: string;
    port: number;
    silent: boolean;
    directory: string;
    vhostBuckets: boolean;
  }

  /** What a middleware sees of a request, after Koa. */
  interface Context {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string | undefined>>;
    status: number;
  }

  type Middleware = (context: Context, next: () => Promise<void>) => Promise<void>;

  class S3rver {
    constructor(options: Options);
    /** Koa's, the first one outermost. */
    readonly middleware: Middleware[];
    readonly store: { getResourcePath(bucket: string, key: undefined, resource: string): string };
    readonly httpServer: Server;
    run(): Promise<AddressInfo>;
    close(): Promise<void>;
  }

  export = S3rver;
}
