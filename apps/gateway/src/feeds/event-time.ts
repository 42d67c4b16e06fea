const KEY = Buffer.from('"timestamp":"');
/** The head of a frame: type, channel, seq, then the time. */
const HEAD_BYTES = 160;
const DAY_LENGTH = 10;
const TIME_LENGTH = 24;
const ZERO = "0".charCodeAt(0);

let knownDay = "";
let knownDayMs = Number.NaN;

/** When an event was made, in ms since the epoch, read from the head of its frame. */
export function eventTime(frame: Buffer): number {
  const at = frame.indexOf(KEY);
  const start = at + KEY.length;
  if (at < 0 || start > HEAD_BYTES || start + TIME_LENGTH > frame.length) {
    return Number.NaN;
  }
  const day = frame.toString("latin1", start, start + DAY_LENGTH);
  if (day !== knownDay) {
    knownDay = day;
    knownDayMs = Date.parse(day);
  }
  const two = (place: number) => digit(frame, start + place) * 10 + digit(frame, start + place + 1);
  const seconds = (two(11) * 60 + two(14)) * 60 + two(17);
  return knownDayMs + seconds * 1_000 + two(20) * 10 + digit(frame, start + 22);
}

function digit(frame: Buffer, at: number): number {
  return (frame[at] ?? ZERO) - ZERO;
}
