/** Every bound of the client, the unit in its name. What the service bounds is in the contract. */

// Requests
export const REQUEST_TIMEOUT_MS = 30_000;
/** One first try and the repetitions after it. */
export const REQUEST_TRIES_MAX = 6;
export const REQUEST_RETRY_DELAY_MS_MIN = 100;
export const REQUEST_RETRY_DELAY_MS_MAX = 10_000;
/** A service that asks for a longer wait gets none: the caller hears of it instead. */
export const RETRY_AFTER_MS_MAX = 60_000;

// Sockets
/** From the first byte of the handshake to `hello`. */
export const SOCKET_HELLO_WAIT_MS = 15_000;
/** What `hello` says about the heartbeat is held between these two. */
export const SOCKET_HEARTBEAT_MS_MIN = 200;
export const SOCKET_HEARTBEAT_MS_MAX = 300_000;
export const SOCKET_RECONNECT_DELAY_MS_MIN = 200;
export const SOCKET_RECONNECT_DELAY_MS_MAX = 30_000;
/** How long a server may ask to wait before moving to another gateway. */
export const SOCKET_MOVE_DELAY_MS_MAX = 60_000;
/** Handshakes refused for the token, one after the other, before giving up. */
export const SOCKET_REFUSED_HANDSHAKES_MAX = 2;
/** Subscriptions that a busy service refused are asked for again after this. */
export const SUBSCRIBE_RETRY_MS = 1_000;
/** A subscription unanswered for so long is asked for on a new connection. */
export const SUBSCRIBE_WAIT_MS = 30_000;
/** How long before its token ends a socket asks for a new one; of a short-lived token, half of what is left. */
export const TOKEN_RENEWAL_LEAD_MS = 60_000;
/** Between two requests for a new token, at least. */
export const TOKEN_RENEWAL_RETRY_MS = 1_000;
/** Timers of the platform wait no longer than 2^31 ms. */
export const TOKEN_RENEWAL_WAIT_MS_MAX = 24 * 60 * 60 * 1_000;
/** Requests to fill one hole before the channel is declared out of step. */
export const HOLE_RESUBSCRIBES_MAX = 3;

// State
/** Events held while one list is fetched; more means that the fetch is repeated. */
export const STATE_HELD_EVENTS_MAX = 10_000;
export const STATE_RELOAD_DELAY_MS_MIN = 500;
export const STATE_RELOAD_DELAY_MS_MAX = 30_000;
/** Joined channels that are followed by themselves, leaving a socket room for opened ones. */
export const STATE_JOINED_FOLLOWED_MAX = 1_500;
export const STATE_JOINED_PAGES_MAX = 100;
