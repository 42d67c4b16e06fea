import { createECDH } from "node:crypto";
import { ConfigError, type readEnvironment, variables } from "./environment.ts";

/** Web Push: who sends, and where to. */
export interface PushConfig {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly subject: string;
  /** Only for tests. */
  readonly allowsPrivateEndpoints: boolean;
}

export interface MailConfig {
  readonly smtpUrl: string;
  readonly from: string;
  readonly publicUrl: string;
  /** With {channel_id} and {message_id}; undefined: no client says where it shows a message. */
  readonly messageUrl: string | undefined;
  readonly unsubscribeSecret: string;
}

type Environment = ReturnType<typeof readEnvironment>;

/**
 * Web Push, where its keys are set.
 *
 * @throws {ConfigError} for a part without the others, and for keys that are no pair
 */
export function readPush(env: Environment): PushConfig | undefined {
  const keys = ["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY", "VAPID_SUBJECT"] as const;
  if (keys.every((key) => env[key] === undefined)) {
    return undefined;
  }
  const [publicKey = "", privateKey = "", subject = ""] = keys.map((key) => required(env, key));
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(Buffer.from(privateKey, "base64url"));
  if (!pair.getPublicKey().equals(Buffer.from(publicKey, "base64url"))) {
    throw new ConfigError(
      "VAPID_PUBLIC_KEY is wrong: it takes the public key of VAPID_PRIVATE_KEY",
    );
  }
  const allowsPrivateEndpoints = env.PUSH_PRIVATE_ENDPOINTS === "on";
  return { publicKey, privateKey, subject, allowsPrivateEndpoints };
}

/**
 * Mail, where its server is set.
 *
 * @throws {ConfigError} for a server without the others
 */
export function readMail(env: Environment): MailConfig | undefined {
  if (env.SMTP_URL === undefined) {
    return undefined;
  }
  return {
    smtpUrl: env.SMTP_URL,
    from: required(env, "MAIL_FROM"),
    publicUrl: required(env, "PUBLIC_URL"),
    messageUrl: env.MESSAGE_URL,
    unsubscribeSecret: required(env, "UNSUBSCRIBE_SECRET"),
  };
}

function required(env: Environment, name: keyof Environment & keyof typeof variables): string {
  const value = env[name];
  if (typeof value !== "string") {
    throw new ConfigError(`${name} is missing: it takes ${variables[name].desc}`);
  }
  return value;
}
