import {
  AuthFrame,
  type ClientFrame,
  PingFrame,
  PresenceFrame,
  SubscribeFrame,
  SubscribeManyFrame,
  TypingFrame,
  UnsubscribeFrame,
  Uuid,
} from "@chat/contract";
import { Compile } from "typebox/compile";

const subscribe = Compile(SubscribeFrame);
const subscribeMany = Compile(SubscribeManyFrame);
const unsubscribe = Compile(UnsubscribeFrame);
const ping = Compile(PingFrame);
const auth = Compile(AuthFrame);
const typing = Compile(TypingFrame);
const presence = Compile(PresenceFrame);
const uuid = Compile(Uuid);

const TEXTS: ReadonlySet<string> = new Set(["/ref", "/token"]);
const TYPES = ["subscribe", "unsubscribe", "ping", "auth", "typing", "presence"] as const;

export type ParsedFrame =
  | { readonly kind: "frame"; readonly frame: ClientFrame }
  | {
      readonly kind: "refused";
      readonly message: string;
      readonly ref: string | undefined;
      readonly channelId: string | undefined;
    }
  | { readonly kind: "garbage" };

/** Reads a text frame of a client: a known frame, one that says what is wrong, or no JSON at all. */
export function parseClientFrame(text: string): ParsedFrame {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { kind: "garbage" };
  }
  const fields = value as Record<string, unknown>;
  const ref = typeof fields["ref"] === "string" ? fields["ref"] : undefined;
  const channelId = uuid.Check(fields["channel_id"]) ? fields["channel_id"] : undefined;
  const validator = validatorFor(fields);
  if (!validator) {
    const message = `type must be one of ${TYPES.join(", ")}`;
    return { kind: "refused", message, ref, channelId };
  }
  if (validator.Check(fields)) {
    return { kind: "frame", frame: fields };
  }
  const [error] = validator.Errors(fields);
  const path = error?.instancePath.slice(1).replaceAll("/", ".") || "the frame";
  return { kind: "refused", message: `${path} ${describe(error)}`, ref, channelId };
}

/** Of what can be wrong in a frame, two things are said badly by their schema. */
function describe(
  error: { keyword: string; instancePath: string; message: string } | undefined,
): string {
  switch (error?.keyword) {
    case "pattern":
      return TEXTS.has(error.instancePath) ? "must be text without NUL" : "must be a UUID";
    case "boolean":
      return "is not a known field";
    default:
      return error?.message ?? "is not valid";
  }
}

function validatorFor(fields: Record<string, unknown>) {
  switch (fields["type"]) {
    case "subscribe":
      return "channels" in fields ? subscribeMany : subscribe;
    case "unsubscribe":
      return unsubscribe;
    case "ping":
      return ping;
    case "auth":
      return auth;
    case "typing":
      return typing;
    case "presence":
      return presence;
    default:
      return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
