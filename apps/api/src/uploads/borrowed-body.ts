import type { IncomingMessage } from "node:http";
import { finished, PassThrough, type Readable } from "node:stream";

/** The body of a request, for somebody who may not read it to its end. */
export interface BorrowedBody {
  readonly content: Readable;
  /** What is left of it is read and dropped, as of every other request. */
  giveBack(): void;
}

/**
 * A stream between the two: whoever ends that early ends neither the connection,
 * nor stops the rest of the body on it, in front of which a client may wait
 * that reads no answer before it has sent everything.
 */
export function borrowBody(request: IncomingMessage): BorrowedBody {
  const content = new PassThrough();
  finished(request, { writable: false }, (error) => error && content.destroy(error));
  request.pipe(content);
  return {
    content,
    giveBack() {
      request.unpipe(content);
      content.destroy();
      request.resume();
    },
  };
}
