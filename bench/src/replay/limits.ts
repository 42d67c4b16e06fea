/** Every bound of the replay, the unit in its name. */

/** Longer lines are not messages: content at its longest, escaped, with room to spare. */
export const LINE_LENGTH_MAX = 1_000_000;
/** Messages read ahead of the ones in flight, so that a busy thread does not hold up the others. */
export const READ_AHEAD_MESSAGES_MAX = 4_096;
export const CONCURRENCY_DEFAULT = 64;
export const CONCURRENCY_MAX = 1_024;
export const LISTENERS_DEFAULT = 2;
export const LISTENERS_MAX = 1_000;
/** How often one request is sent until the message counts as not posted: about a minute. */
export const POST_TRIES_MAX = 12;
/** So many messages that could not be posted end the run. */
export const POST_FAILURES_MAX = 100;
/** An API that gave no answer is passed over for so long, if there are others. */
export const API_AVOIDED_MS = 1_000;
export const SUBSCRIBE_WAIT_MS = 30_000;
/** After the last post: how long the last deliveries may take. */
export const GRACE_MS = 60_000;
/** The same after an interruption. */
export const INTERRUPTED_GRACE_MS = 2_000;
/** Posts whose time to each listener is still being measured. */
export const TIMED_POSTS_MAX = 100_000;
export const LATENCY_MICROSECONDS_MAX = 3_600_000_000;
/** A channel's events after its first one here; more are not kept track of. */
export const TRACKED_EVENTS_MAX = 50_000_000;
export const TOKEN_LIFETIME_MS = 24 * 60 * 60 * 1_000;
export const NOTES_SHOWN_MAX = 10;
export const PROGRESS_LINE_MS = 5_000;
export const PROGRESS_BAR_MS = 200;
