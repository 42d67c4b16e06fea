/** The part of `redis-parser` 3 that is used here; the package brings no types. */
declare module "redis-parser" {
  interface Options {
    returnReply(reply: unknown): void;
    returnError(error: Error): void;
    returnFatalError(error: Error): void;
    returnBuffers: boolean;
  }

  class RedisParser {
    constructor(options: Options);
    execute(bytes: Buffer): void;
  }

  export = RedisParser;
}
