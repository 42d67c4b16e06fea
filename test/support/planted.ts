/**
 * In names and texts that tests make: whatever a service or a test writes is
 * searched for it by the runner. Letters and digits alone, so that no encoding
 * changes them.
 */
export const PLANTED_TEXT = "plantedtext7f3a9c";

/** The secret that links of mails are signed with in tests. */
export const TEST_UNSUBSCRIBE_SECRET = "planted-unsubscribe-secret-of-tests";

/** The password that a service of a test shows to its mail server. */
export const TEST_SMTP_PASSWORD = "planted-smtp-password";

/** What a service of a test shows to its collector of traces. */
export const TEST_COLLECTOR_TOKEN = "planted-collector-token";

/** The password that a service of a test shows to its Redis. */
export const TEST_REDIS_PASSWORD = "planted-redis-password";
