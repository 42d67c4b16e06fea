/**
 * Every limit of the service, the unit in its name. Code that bounds a loop, a
 * buffer, a retry or an input takes the number from here.
 */

// Requests
export const REQUEST_BODY_BYTES_MAX = 512 * 1024;
export const REQUEST_TIMEOUT_MS = 30_000;
/** From the opening of a connection, or the first byte of a further request, to the end of its headers. */
export const REQUEST_HEADERS_TIMEOUT_MS = 10_000;
/** Of the request line and all headers; a token fits twice. */
export const REQUEST_HEADERS_BYTES_MAX = 16 * 1024;
/** How often it is looked for requests whose time is over. */
export const REQUEST_TIMEOUT_CHECK_MS = 2_000;
/** Above what load balancers keep a connection for (60 s), so that they close it, and not we under a request. */
export const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** UTF-16 units of a part of the path: the longest emoji, of which escapes may be left. */
export const REQUEST_PATH_SEGMENT_LENGTH_MAX = 192;
export const SERVER_LIMITS = {
  bodyBytesMax: REQUEST_BODY_BYTES_MAX,
  headersBytesMax: REQUEST_HEADERS_BYTES_MAX,
  headersTimeoutMs: REQUEST_HEADERS_TIMEOUT_MS,
  keepAliveTimeoutMs: KEEP_ALIVE_TIMEOUT_MS,
  pathSegmentLengthMax: REQUEST_PATH_SEGMENT_LENGTH_MAX,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
  timeoutCheckMs: REQUEST_TIMEOUT_CHECK_MS,
};
/** How long a browser remembers what pages of other origins may ask. */
export const CORS_PREFLIGHT_SECONDS = 600;
export const TOKEN_LENGTH_MAX = 8_192;
export const TOKEN_CLOCK_SKEW_SECONDS = 30;
/** Seconds since the epoch: the year 2286. */
export const TOKEN_ISSUED_AT_MAX = 9_999_999_999;
export const TOKEN_CACHE_ENTRIES_MAX = 50_000;
export const TOKEN_CACHE_SECONDS_MAX = 300;
/** A set that lists more is read so far. */
export const JWKS_KEYS_MAX = 32;
export const JWKS_BYTES_MAX = 256 * 1024;
export const JWKS_TIMEOUT_MS = 3_000;
/** Older than this, the keys are asked for again while they are used. */
export const JWKS_REFRESH_MS = 30_000;
/** Older than this, before they are used: a key that was withdrawn verifies no longer. */
export const JWKS_AGE_MS_MAX = 60_000;
/** Between two requests for the keys, however many tokens name unknown ones. */
export const JWKS_COOLDOWN_MS = 1_000;
export const TOKEN_LIMITS = {
  tokenLengthMax: TOKEN_LENGTH_MAX,
  skewSeconds: TOKEN_CLOCK_SKEW_SECONDS,
  cacheEntriesMax: TOKEN_CACHE_ENTRIES_MAX,
  cacheSecondsMax: TOKEN_CACHE_SECONDS_MAX,
  jwks: {
    keysMax: JWKS_KEYS_MAX,
    bytesMax: JWKS_BYTES_MAX,
    timeoutMs: JWKS_TIMEOUT_MS,
    refreshMs: JWKS_REFRESH_MS,
    ageMsMax: JWKS_AGE_MS_MAX,
    cooldownMs: JWKS_COOLDOWN_MS,
  },
};
/** A socket shows its token once; only one that fails at once and comes back shows it again. */
export const SOCKET_TOKEN_LIMITS = { ...TOKEN_LIMITS, cacheEntriesMax: 1_000 };
export const USER_CACHE_ENTRIES_MAX = 100_000;

// Lists
export const LIST_LIMIT_DEFAULT = 50;
export const LIST_LIMIT_MAX = 200;
export const CURSOR_LENGTH_MAX = 200;

// Resources, lengths in Unicode code points
export const USER_NAME_LENGTH_MAX = 200;
export const USER_EMAIL_LENGTH_MAX = 320;
export const USER_PICTURE_LENGTH_MAX = 2_048;
export const CHANNEL_NAME_LENGTH_MAX = 80;
export const CHANNEL_TOPIC_LENGTH_MAX = 250;
export const CHANNEL_DESCRIPTION_LENGTH_MAX = 1_000;
export const CHANNEL_CREATE_MEMBERS_MAX = 100;
export const MESSAGE_TEXT_LENGTH_MAX = 40_000;
export const MESSAGE_ATTACHMENTS_MAX = 10;
/** Their ids must fit into one entry of an index: 160 would not. */
export const MESSAGE_MENTIONED_USERS_MAX = 100;
export const MESSAGE_REPLY_USERS_MAX = 50;
export const REACTION_USERS_SHOWN_MAX = 50;
export const REACTION_EMOJI_LENGTH_MAX = 64;
/** Different emoji on one message. */
export const MESSAGE_REACTIONS_MAX = 50;
export const CHANNEL_PINS_MAX = 1_000;
/** Edits whose events are remembered with the message, so that a deletion finds their text. */
export const MESSAGE_EDIT_EVENTS_MAX = 100;
export const STATUS_TEXT_LENGTH_MAX = 200;
export const STATUS_EMOJI_LENGTH_MAX = 64;
export const USER_SEARCH_LENGTH_MAX = 100;
export const PRESENCE_USERS_MAX = 100;
export const UNREAD_COUNT_MAX = 1_000;

// Search
export const SEARCH_QUERY_LENGTH_MAX = 500;
/** Words of a query, a pair of syllables counting as one. */
export const SEARCH_QUERY_WORDS_MAX = 64;
/** Names in `from:` or `in:`. */
export const SEARCH_QUERY_NAMES_MAX = 20;
/** UTF-16 units of a word that are kept of it. */
export const SEARCH_WORD_LENGTH_MAX = 64;
/** UTF-16 units of it, once letters that stand for several are written out. */
export const SEARCH_LEXEME_LENGTH_MAX = 256;
/** Of everything that one message is found by; a `tsvector` holds little more. */
export const SEARCH_VECTOR_BYTES_MAX = 1_000_000;
/** Words whose stems a process remembers. */
export const SEARCH_STEMS_REMEMBERED_MAX = 20_000;
/** Of the newest messages that match, so many are ranked. */
export const SEARCH_RANKED_MAX = 1_000;
/** Samples, each standing for 256 messages, of the first slice of time that is looked through. */
export const SEARCH_NEWEST_SAMPLES = 8;
export const SEARCH_RANKED_SAMPLES = 24;
/** After this no further slice is begun: what was found by then is the answer. */
export const SEARCH_BUDGET_MS = 1_000;
/** After this Postgres ends the query, and the answer is `busy`. */
export const SEARCH_TIMEOUT_MS = 3_000;
export const SEARCH_HIGHLIGHTS_MAX = 50;
/** UTF-16 units that are looked through for highlights: of one message, and of a page. */
export const SEARCH_HIGHLIGHTED_LENGTH_MAX = 4_000;
export const SEARCH_HIGHLIGHTED_PAGE_LENGTH_MAX = 100_000;
/** UTF-16 units of messages that were changed since they were indexed, and are held against the query again. */
export const SEARCH_RECHECKED_LENGTH_MAX = 200_000;
/** Messages that are indexed in one go. */
export const SEARCH_INDEX_BATCH_MAX = 200;
/** UTF-16 units of texts that are taken apart in one go. */
export const SEARCH_INDEX_SLICE_LENGTH = 20_000;
/** Jobs of one worker at once, which share a batch. */
export const SEARCH_INDEX_JOBS_MAX = 100;
/** How often it is looked for messages whose job was lost, and for how many at once. */
export const SEARCH_SWEEP_MS = 5_000;
export const SEARCH_SWEEP_MESSAGES_MAX = 1_000;
/** How often deleted channels are looked for whose messages search still has, and for how many at once. */
export const SEARCH_REMOVAL_MS = 10_000;
export const SEARCH_REMOVAL_CHANNELS_MAX = 20;
/** So many rows go by one statement, and by so many statements of a channel in one go. */
export const SEARCH_REMOVAL_ROWS_MAX = 5_000;
export const SEARCH_REMOVAL_BATCHES_MAX = 10;
/** A worker that dies leaves a channel to the others after this; so does one that has not come to its end. */
export const SEARCH_REMOVAL_LEASE_MS = 60_000;
/** By then whatever was being indexed when the channel was deleted has been written. */
export const SEARCH_REMOVAL_AGAIN_MS = 10 * 60 * 1_000;

// Writing
/** How long a change waits for whoever else is changing the channel, as Postgres reads it. */
export const CHANNEL_LOCK_TIMEOUT = "3s";
/** Rows of one multi-row post, all of one organisation. */
export const POST_BATCH_ROWS_MAX = 256;
export const POST_BATCH_CHANNELS_MAX = 64;
/** Statements that post, under way at once in one process; few, so that they take much with them. */
export const POST_STATEMENTS_MAX = 1;
/** Beside them, those that wait for a channel that somebody holds. */
export const POST_PATIENT_STATEMENTS_MAX = 3;
/** Posts not answered yet in one process; above it, `busy`. */
export const POST_WAITING_MAX = 10_000;
export const THREAD_CHANNEL_CACHE_ENTRIES_MAX = 100_000;
/** Tries of a post whose outcome a broken connection left unknown; the ids are the same in each. */
export const POST_OUTCOME_TRIES_MAX = 3;
/** Wait after the first of these tries; it grows by as much with each. */
export const POST_OUTCOME_WAIT_MS = 250;

// Files
/** UTF-8, extension included, as file systems have it. */
export const ATTACHMENT_NAME_BYTES_MAX = 255;
/** How much of a file is looked at to tell its type. */
export const ATTACHMENT_HEAD_BYTES = 64 * 1024;
/** How long a URL is good under which anybody gets the bytes. */
export const ATTACHMENT_URL_SECONDS = 60;
/** Of the request around the file: boundaries, headers of parts, the other field. */
export const UPLOAD_FORM_BYTES_MAX = 16 * 1024;
/** Under way at once in one process; each holds some 15 MiB at most. */
export const UPLOADS_AT_ONCE_MAX = 64;
export const UPLOADS_AT_ONCE_PER_USER_MAX = 8;
/** Of an upload that can be resumed: what S3 takes at least, for all parts but the last. */
export const ATTACHMENT_PART_BYTES = 5 * 1024 * 1024;
/** How long it can be resumed. */
export const UPLOAD_RESUMABLE_MS = 24 * 60 * 60 * 1_000;
export const UPLOADS_UNFINISHED_PER_USER_MAX = 100;
export const UPLOAD_CLEANUP_MS = 10 * 60 * 1_000;
export const UPLOAD_CLEANUP_ROWS_MAX = 500;

// Rates, shared by all API processes
export const RATE_WINDOW_SECONDS = 60;
export const RATE_MESSAGES_PER_USER_MAX = 600;
export const RATE_MESSAGES_PER_USER_AND_CHANNEL_MAX = 300;
/** Everything but sending. */
export const RATE_REQUESTS_PER_USER_MAX = 6_000;
/** Authors and channels that a process remembers, so that replies count for their channel. */
export const RATE_KNOWN_SENDERS_MAX = 100_000;
/** A Redis that takes longer to count counts as away. */
export const RATE_WAIT_MS = 250;
/** It is asked again after this; meanwhile nothing is limited. */
export const RATE_RETRY_MS = 1_000;

// Idempotency keys
export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;
export const IDEMPOTENCY_KEY_HOURS = 24;
export const IDEMPOTENCY_CLEANUP_MS = 10 * 60 * 1_000;
export const IDEMPOTENCY_CLEANUP_ROWS_MAX = 5_000;
export const IDEMPOTENCY_CLEANUP_BATCHES_MAX = 100;

// Outbox and streams
export const OUTBOX_PENDING_EVENTS_MAX = 10_000;
export const OUTBOX_BATCH_EVENTS_MAX = 500;
/** A leftover younger than this still belongs to the process that wrote it. */
export const OUTBOX_RELAY_AGE_MS = 500;
export const OUTBOX_RELAY_INTERVAL_MS = 250;
export const STREAM_RETENTION_MS = 15 * 60 * 1_000;
export const STREAM_READ_ENTRIES_MAX = 500;
export const STREAM_READ_BLOCK_MS = 5_000;
/** A read that brought so many shows that more come soon: the next one waits for them for a moment. */
export const STREAM_BUSY_ENTRIES_MIN = 4;
export const STREAM_BUSY_PAUSE_MS = 5;
export const STREAM_CONNECT_MS = 2_000;
/** A reader's connection that is silent for longer is dead. */
export const STREAM_SILENCE_MS = 8_000;

// Jobs
export const JOB_QUEUE_BATCH_MAX = 500;
/** Of finished jobs so many are kept to be looked at, those that failed for longer. */
export const JOB_COMPLETED_KEPT_MAX = 100;
export const JOB_FAILED_KEPT_MAX = 1_000;
/** A job whose worker does not renew its hold for so long is given to another. */
export const JOB_LOCK_MS = 10_000;
export const JOB_STALLED_CHECK_MS = 5_000;
/** How many workers may die over one job before it counts as failed. */
export const JOB_STALLED_MAX = 3;
/** At the stop, what runs may go on for so long; what is left then, another worker does again. */
export const JOB_STOP_MS = 10_000;
/** So long a queue may take to let go of a job that was broken off. */
export const JOB_RELEASE_MS = 2_000;
/** After what a failing Redis refuses, a queue is read again so much later. */
export const JOB_READ_RETRY_MS = 1_000;
/** A connection of the queues on which an answer is awaited for longer is dead; above BullMQ's longest block. */
export const JOB_SILENCE_MS = 15_000;

// From events to jobs
export const DISPATCH_ENTRIES_MAX = 200;
export const DISPATCH_BLOCK_MS = 5_000;
export const DISPATCH_RETRY_MS = 500;
/** Entries that a reader took and did not confirm for so long are taken over. */
export const DISPATCH_CLAIM_IDLE_MS = 5_000;
export const DISPATCH_CLAIM_MS = 2_000;
/** What was read and cannot be handed on within this after the stop began, is left to others. */
export const DISPATCH_STOP_MS = 2_000;
/** Readers that were silent for so long, and hold nothing, are forgotten. */
export const DISPATCH_CONSUMER_IDLE_MS = 10 * 60 * 1_000;
export const DISPATCH_CONSUMER_CLEANUP_MS = 60_000;

// What workers do to files
/** How often it is looked what is due. */
export const ATTACHMENT_SWEEP_MS = 1_000;
export const ATTACHMENT_CLAIM_ROWS_MAX = 100;
/** Whose job was lost, with Redis, gets another one after this. */
export const ATTACHMENT_CLAIM_MS = 60_000;
/** Tries of a scan, the first included, before the file counts as failed. */
export const ATTACHMENT_SCAN_TRIES_MAX = 8;
/** Pause after the first try; it doubles with each. */
export const ATTACHMENT_RETRY_MS = 1_000;
export const ATTACHMENT_RETRY_MS_MAX = 60_000;
/** How often a file that could not be scanned is tried again, since clamd may be back. */
export const ATTACHMENT_FAILED_RETRY_MS = 60_000;
export const ATTACHMENT_SETTLE_TRIES_MAX = 3;
/** At once in one process; each holds a thread of clamd. */
export const ATTACHMENT_JOBS_AT_ONCE_MAX = 4;
export const ATTACHMENT_JOB_MS_MAX = 10 * 60 * 1_000;
/** What was deleted while its scan was under way is removed once more: later than any job. */
export const ATTACHMENT_REMOVE_AGAIN_MS = 15 * 60 * 1_000;
/** Messages of a deleted channel that are looked at in one transaction. */
export const ATTACHMENT_REMOVE_MESSAGES_MAX = 500;
/** Files that were given up and are scanned once more, in one statement. */
export const ATTACHMENT_RESCAN_ROWS_MAX = 1_000;
/** What uploads left behind is looked for so often, and removed when it is so old: no upload takes longer. */
export const UPLOAD_LEFTOVERS_SWEEP_MS = 60 * 60 * 1_000;
export const UPLOAD_LEFTOVERS_AGE_MS = 24 * 60 * 60 * 1_000;
export const UPLOAD_LEFTOVERS_PAGE_OBJECTS_MAX = 1_000;
/** Of one chunk that clamd is sent. */
export const CLAMD_CHUNK_BYTES_MAX = 64 * 1024;
export const CLAMD_CONNECT_MS = 5_000;
/** clamd says nothing while it scans; it has a limit of its own, two minutes by default. */
export const CLAMD_SILENCE_MS = 5 * 60 * 1_000;
/** An answer is a line; more is no clamd. */
export const CLAMD_ANSWER_BYTES_MAX = 4_096;
/** A clamd that did not prove itself is asked to no sooner than this. */
export const CLAMD_PROOF_RETRY_MS = 5_000;
/** A picture with more pixels has no thumbnail: unpacked, it takes four bytes for each. */
export const THUMBNAIL_SOURCE_PIXELS_MAX = 50_000_000;
/** A larger file has none either, since it is held in memory. */
export const THUMBNAIL_SOURCE_BYTES_MAX = 32 * 1024 * 1024;
/** Pixels of the longer side. */
export const THUMBNAIL_SIDE_MAX = 360;
export const THUMBNAIL_SECONDS_MAX = 20;
export const THUMBNAILS_AT_ONCE_MAX = 2;
/** After so many tries, of which some may have killed their worker, there is none. */
export const THUMBNAIL_TRIES_MAX = 3;

// Event log
export const EVENT_PARTITION_DAYS_AHEAD = 14;
export const EVENT_PARTITION_DAYS_AHEAD_MIN = 3;
export const EVENT_PARTITION_UPKEEP_MS = 60 * 60 * 1_000;
export const EVENT_PAGE_EVENTS_MAX = 200;

// Sockets
/** Connections of one process that have not shown a valid token yet; beyond it new ones are dropped. */
export const SOCKET_UNAUTHENTICATED_MAX = 10_000;
/** At one gateway: far above what devices and windows of one person come to, and far below what a gateway holds. */
export const SOCKETS_PER_USER_MAX = 500;
export const SOCKET_FRAME_BYTES_MAX = 16 * 1024;
export const SOCKET_SUBSCRIBE_CHANNELS_MAX = 200;
export const SOCKET_SUBSCRIPTIONS_MAX = 2_000;
export const SOCKET_REF_LENGTH_MAX = 64;
export const SOCKET_ERRORS_PER_MINUTE_MAX = 10;
export const SOCKET_FRAMES_PER_MINUTE_MAX = 600;
/** Whose presence one socket follows; as many ids as a frame has room for. */
export const SOCKET_PRESENCE_USERS_MAX = 400;
/** Channels in which one socket counts as writing; more are only passed on. */
export const SOCKET_TYPING_CHANNELS_MAX = 10;
/** The same said again sooner is not passed on. */
export const TYPING_REPEAT_MS = 1_000;
/** A gateway that starts waits so long at most until it hears signals. */
export const SIGNALS_WAIT_MS = 2_000;
export const SIGNALS_RETRY_MS = 500;
export const SOCKET_HEARTBEAT_MS = 30_000;
/** Of very many sockets with something to write, so many write before other work gets its turn. */
export const SOCKET_WRITES_PER_TURN_MAX = 512;
/** Of these, sockets of very large channels write so many at least, however busy small ones are. */
export const SOCKET_BULK_WRITES_PER_TURN_MIN = 64;
/** Frames that leave together are copied into one piece up to here. */
export const SOCKET_WRITE_COPY_BYTES_MAX = 64 * 1024;
/** Shorter frames go as they are where compression is on: deflating them gains little. */
export const SOCKET_DEFLATE_BYTES_MIN = 256;
/** How long a closing socket's peer may take to answer. */
export const SOCKET_CLOSE_MS = 10_000;

// Gateway
/** Events of a channel that come together are handed to its sockets in pieces of about this much. */
export const FAN_OUT_BATCH_BYTES_MAX = 64 * 1024;
/** How long an event that came too early waits for the ones before it. */
export const HOLE_WAIT_MS = 50;
export const HOLE_SWEEP_MS = 25;
export const HOLE_HELD_EVENTS_MAX = 256;
/** Wait after a fill that failed, as when Postgres is away. */
export const HOLE_RETRY_MS = 1_000;
/** Reads of the log under way at once, in one process. */
export const LOG_READS_MAX = 4;
/** Channels that one socket resumes at once; others of it wait. */
export const SOCKET_BACKFILLS_MAX = 8;
/** Resuming sends no more while this much waits in the socket. */
export const BACKFILL_BUFFERED_BYTES_MAX = 256 * 1024;
/** How often a gateway compares its positions with Postgres, so that silence is noticed too. */
export const POSITION_CHECK_MS = 30_000;
/** Channels quieter than this are left out of the comparison. */
export const POSITION_CHECK_ACTIVE_MS = 90_000;
export const POSITION_CHECK_CHANNELS_MAX = 1_000;
/** A quiet channel is compared, too, when it has not been for so long. */
export const POSITION_CHECK_QUIET_MS = 10 * 60 * 1_000;
/** Of quiet channels so many are compared at once. */
export const POSITION_CHECK_QUIET_CHANNELS_MAX = 5_000;
/** Events whose copies went out, remembered so that a repetition brings none. */
export const PERSONAL_COPIES_REMEMBERED_MAX = 10_000;
/** Local users asked for in one query when a channel is deleted. */
export const PERSONAL_COPIES_USERS_MAX = 1_000;
/** Of the drain window: the sockets are told to move in slices this far apart. */
export const RECONNECT_SLICE_MS = 100;

// Presence
/** A connection that is not refreshed for so long is gone: its gateway has died. */
export const PRESENCE_TTL_MS = 90_000;
export const PRESENCE_REFRESH_MS = 30_000;
/** How often it is written who was there. */
export const PRESENCE_ACTIVITY_MS = 5_000;
/** Connections refreshed, or users read, in one pipeline. */
export const PRESENCE_BATCH_MAX = 500;
/** A Redis that takes longer to say who is connected counts as away, for so long. */
export const PRESENCE_WAIT_MS = 250;
export const PRESENCE_RETRY_MS = 1_000;
/** Changes that wait for Redis; beyond it a refresh says them again. */
export const PRESENCE_WAITING_MAX = 100_000;
/** Who said to be there counts as there for so long without a socket. */
export const PRESENCE_RECENT_MS = 5 * 60 * 1_000;
/** Changes of one user within this go out together. */
export const PRESENCE_COALESCE_MS = 250;
/** One who comes back within this was never away. */
export const PRESENCE_LEAVE_MS = 3_000;

// Notifications
/** Members of a channel that are judged, and told, by one statement. */
export const NOTIFICATION_BATCH_MEMBERS_MAX = 1_000;
export const NOTIFICATION_KEYWORDS_MAX = 20;
/** In Unicode code points. */
export const NOTIFICATION_KEYWORD_LENGTH_MAX = 80;
/** In Unicode code points, of what a message says, in a frame, a push or a mail. */
export const NOTIFICATION_PREVIEW_LENGTH_MAX = 160;
/** Of a channel, so many after the marker are looked at to count those that are unread. */
export const NOTIFICATIONS_LOOKED_AT_MAX = 2_000;
export const NOTIFICATION_READ_IDS_MAX = 200;
/** Notifications marked as read by one statement, and how many such statements a request takes. */
export const NOTIFICATION_READ_BATCH_MAX = 1_000;
export const NOTIFICATION_READ_BATCHES_MAX = 200;
/** Of a thread, so many of the newest replies make their authors followers. */
export const NOTIFICATION_THREAD_REPLIES_MAX = 1_000;
export const NOTIFICATION_DAYS = 90;
export const NOTIFICATION_CLEANUP_MS = 10 * 60 * 1_000;
export const NOTIFICATION_CLEANUP_ROWS_MAX = 5_000;
export const NOTIFICATION_CLEANUP_BATCHES_MAX = 100;
/** A message older than this that nobody has been told of has lost its job. */
export const NOTIFICATION_SWEEP_MS = 60_000;
export const NOTIFICATION_SWEEP_AGE_MS = 2 * 60 * 1_000;
/** Tries of one message, the first pause between them, how many at once in a process, and how long one may take. */
export const NOTIFY_ATTEMPTS_MAX = 8;
export const NOTIFY_BACKOFF_MS = 1_000;
export const NOTIFY_CONCURRENCY = 4;
export const NOTIFY_TIMEOUT_MS = 60_000;
/** Nobody is told of a message that is older. */
export const NOTIFICATION_AGE_MS_MAX = 24 * 60 * 60 * 1_000;
/** Messages of one organisation that a sweep looks at. */
export const NOTIFICATION_SWEEP_MESSAGES_MAX = 1_000;
export const PUSH_SUBSCRIPTIONS_MAX = 20;
/** An entry of an index holds it. */
export const PUSH_ENDPOINT_LENGTH_MAX = 1_024;
export const PUSH_KEY_LENGTH_MAX = 100;

// What is sent outside of sockets
/** Looked for by one sweep, of one medium. */
export const DELIVERY_DUE_MAX = 1_000;
export const DELIVERY_SWEEP_MS = 1_000;
/** For so long a worker alone may send what it took; well above any time limit of sending. */
export const DELIVERY_LEASE_MS = 120_000;
export const DELIVERY_ATTEMPTS_MAX = 8;
/** Wait after the first try that failed; it doubles with each. */
export const DELIVERY_BACKOFF_MS = 15_000;
/** Whoever is not to be disturbed is looked at again after this, unless that ends sooner. */
export const DELIVERY_HOLD_MS = 15 * 60 * 1_000;
/** What could not be sent within this comes too late. */
export const DELIVERY_AGE_MS_MAX = 24 * 60 * 60 * 1_000;
export const DELIVERY_JOB_ATTEMPTS_MAX = 3;
/** How long a push service keeps what it cannot pass on yet. */
export const PUSH_TTL_SECONDS = 24 * 60 * 60;
export const PUSH_TIMEOUT_MS = 20_000;
/** At once, in one process. */
export const PUSH_CONCURRENCY = 16;
/** Connections to the mail server, and so mails at once, in one process. */
export const MAIL_CONNECTIONS_MAX = 4;
/** Of each of the about ten steps that a mail takes. */
export const MAIL_STEP_TIMEOUT_MS = 10_000;

// Metrics
export const METRIC_BUSIEST_CHANNELS = 20;
export const METRIC_COUNTED_CHANNELS_MAX = 1_000;
