const KEY = Buffer.from('"timestamp":"');
/** The head of a frame: type, channel, seq, then the time. */
const HEAD_BYTES = 160;
const TIME_LENGTH = 24;

/** When an event was made, in ms since the epoch, read from the head of its frame. */
export function eventTime(frame: Buffer): number {
  const at = frame.subarray(0, HEAD_BYTES).indexOf(KEY);
  const start = at + KEY.length;
  return at < 0 ? Number.NaN : Date.parse(frame.toString("latin1", start, start + TIME_LENGTH));
}
