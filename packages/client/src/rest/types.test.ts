import type { Channel, Message, ReadMarker } from "@chat/contract";
import t from "tap";
import type { ChatClient, OperationName } from "../index.ts";

type Input<N extends OperationName> = NonNullable<Parameters<ChatClient[N]>[0]>;
type Answer<N extends OperationName> = Awaited<ReturnType<ChatClient[N]>>;

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Takes<N extends OperationName, I> = I extends Input<N> ? true : false;
type NeedsInput<N extends OperationName> = [] extends Parameters<ChatClient[N]> ? false : true;

/** `any` and `unknown` take everything. */
type IsOpen<T> = unknown extends T ? true : false;
type Open = {
  [N in OperationName]: true extends IsOpen<Input<N>> | IsOpen<Answer<N>> ? N : never;
}[OperationName];

/** Checked by the compiler: each is of the type that the value has. */
const claims: readonly [
  everyOperationIsTyped: Same<Open, never>,
  message: Same<Answer<"postMessage">, Message>,
  messages: Same<Answer<"listMessages">["items"], Message[]>,
  channel: Same<Answer<"openDm">, Channel>,
  file: Same<Answer<"getAttachmentContent">, Blob>,
  upload: Takes<"uploadAttachment", { file: Blob; channel_id: string }>,
  noUpload: Takes<"uploadAttachment", { file: string }>,
  marker: Same<Answer<"markThreadRead">, ReadMarker>,
  nothing: Same<Answer<"deleteMessage">, undefined>,
  whole: Takes<"postMessage", { channelId: string; content: string; client_id: string }>,
  incomplete: Takes<"postMessage", { channelId: string }>,
  mistyped: Takes<"postMessage", { channelId: string; content: number }>,
  listed: Takes<"setStatus", { status: "dnd" }>,
  unlisted: Takes<"setStatus", { status: "asleep" }>,
  query: Takes<"listMessages", { channelId: string; limit: number }>,
  mistypedQuery: Takes<"listMessages", { channelId: string; limit: string }>,
  inputNeeded: NeedsInput<"getChannel">,
  noInputNeeded: NeedsInput<"getMe">,
] = [
  true,
  true,
  true,
  true,
  true,
  true,
  false,
  true,
  true,
  true,
  false,
  false,
  true,
  false,
  true,
  false,
  true,
  false,
];

t.equal(claims.length, 18);
