import { fileURLToPath } from "node:url";
import t from "tap";
import { runFile } from "../runner/file-run.ts";
import {
  PLANTED_TEXT,
  TEST_REDIS_PASSWORD,
  TEST_SMTP_PASSWORD,
  TEST_UNSUBSCRIBE_SECRET,
} from "../support/planted.ts";
import { TEST_VAPID } from "../support/push-keys.ts";
import { signToken, TEST_JWT_SECRET } from "../support/tokens.ts";
import { testVariable } from "../support/variables.ts";

const LEAK = fileURLToPath(new URL("leak.ts", import.meta.url));

function leak(place: string, pieces: readonly string[]) {
  const environment = {
    ...process.env,
    LEAK_PLACE: place,
    LEAK_PIECES: JSON.stringify(pieces),
  };
  return runFile(LEAK, environment, new AbortController().signal);
}

const token = signToken();
const secrets: Record<string, string> = {
  "a token": token,
  "a presigned URL": `https://s3/x?X-Amz-Signature=${"ab".repeat(32)}`,
  "the secret of tokens": TEST_JWT_SECRET,
  "the private key of push": TEST_VAPID.VAPID_PRIVATE_KEY,
  "the secret of unsubscribing": TEST_UNSUBSCRIBE_SECRET,
  "the password of the mail server": TEST_SMTP_PASSWORD,
  "the password of Redis": TEST_REDIS_PASSWORD,
  "the password of Postgres": new URL(testVariable("TEST_POSTGRES_URL")).password,
  "the secret key of S3": testVariable("TEST_S3_SECRET_KEY"),
  "a text or name of a user": `${PLANTED_TEXT} and more`,
};

t.test("a file that writes a secret fails, and the secret is not repeated", async (t) => {
  for (const [kind, secret] of Object.entries(secrets)) {
    const run = await leak("what its services wrote", [`{"msg":"${secret}"}`]);
    t.match(run, { passed: 1, failed: 1 }, kind);
    t.ok(run.lines.includes(`✖ ${kind} stands in what its services wrote`), kind);
    t.notOk(run.lines.some((line) => line.includes(secret)));
  }
});

t.test("wherever it stands, and in however many pieces it comes", async (t) => {
  const pieces = ["x".repeat(100_000), token.slice(0, 30), token.slice(30, 45), token.slice(45)];
  for (const place of ["standard output", "standard error", "what its services wrote"]) {
    const run = await leak(place, pieces);
    t.ok(run.lines.includes(`✖ a token stands in ${place}`), place);
    t.notOk(run.lines.some((line) => line.includes(token.slice(0, 60))));
  }
});

t.test("a file that writes none passes", async (t) => {
  t.match(await leak("standard output", ["eyJ is how a token begins"]), { passed: 1, failed: 0 });
});
