import {
  PLANTED_TEXT,
  TEST_COLLECTOR_TOKEN,
  TEST_REDIS_PASSWORD,
  TEST_SMTP_PASSWORD,
  TEST_UNSUBSCRIBE_SECRET,
} from "../support/planted.ts";
import { TEST_VAPID } from "../support/push-keys.ts";
import { TEST_JWT_SECRET } from "../support/tokens.ts";
import type { Secret } from "./secret-scan.ts";

const exactly = (text: string) => new RegExp(text.replaceAll(/\W/g, "\\$&"));

/** Nothing that a test or a service of one writes may hold one of these. */
export function plantedSecrets(environment: NodeJS.ProcessEnv): Secret[] {
  const { password } = new URL(environment["TEST_POSTGRES_URL"] ?? "postgres://unset");
  const s3Key = environment["TEST_S3_SECRET_KEY"] ?? "";
  return [
    { kind: "a token", pattern: /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/ },
    { kind: "a presigned URL", pattern: /X-Amz-Signature=\w{8}/i },
    { kind: "the secret of tokens", pattern: exactly(TEST_JWT_SECRET) },
    { kind: "the private key of push", pattern: exactly(TEST_VAPID.VAPID_PRIVATE_KEY) },
    { kind: "the secret of unsubscribing", pattern: exactly(TEST_UNSUBSCRIBE_SECRET) },
    { kind: "the password of the mail server", pattern: exactly(TEST_SMTP_PASSWORD) },
    { kind: "the token of the collector", pattern: exactly(TEST_COLLECTOR_TOKEN) },
    { kind: "the password of Redis", pattern: exactly(TEST_REDIS_PASSWORD) },
    { kind: "a text or name of a user", pattern: exactly(PLANTED_TEXT), mayBeTitle: true },
    ...(password === "" ? [] : [{ kind: "the password of Postgres", pattern: exactly(password) }]),
    ...(s3Key === "" ? [] : [{ kind: "the secret key of S3", pattern: exactly(s3Key) }]),
  ];
}
