/**
 * Something went wrong and the socket goes on: an `error` frame of the service
 * (`code` as in the frame), or the client's own `bad_frame` (not a frame came)
 * and `cannot_connect` (the token or the address could not be had or used).
 */
export class SocketError extends Error {
  override readonly name = "SocketError";
  readonly code: string;
  /** The channel it concerns, if any. */
  readonly channelId: string | undefined;

  constructor(code: string, message: string, options: ErrorOptions & { channelId?: string } = {}) {
    super(message, options);
    this.code = code;
    this.channelId = options.channelId;
  }
}
