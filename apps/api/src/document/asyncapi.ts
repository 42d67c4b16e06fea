import {
  CLIENT_FRAME_EXAMPLES,
  CLOSE_CODES,
  ClientFrame,
  SERVER_FRAME_EXAMPLES,
  ServerFrame,
} from "@chat/contract";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { INFO } from "./words.ts";

/** A frame of the contract: an object whose `type` is a literal. */
interface FrameSchema extends TSchema {
  readonly title?: string;
  readonly description?: string;
  readonly properties: { readonly type: { readonly const: string }; readonly ref?: TSchema };
}

type Messages = Record<string, object>;

const DESCRIPTION = `The WebSocket of the chat service: text frames, one JSON object each. An event that has a \`seq\` is durable: the
numbers of a channel are gapless, and what was missed is sent again after \`since_seq\`. All others are best effort.`;

/** The AsyncAPI 3 document of the WebSocket, made from the frames of the contract. */
export function buildAsyncApiDocument(): object {
  const received = toMessages("client", ClientFrame, CLIENT_FRAME_EXAMPLES);
  const sent = toMessages("server", ServerFrame, SERVER_FRAME_EXAMPLES);
  const names = (messages: Messages) =>
    Object.keys(messages).map((name) => ({ $ref: `#/channels/socket/messages/${name}` }));
  const answers = framesOf(ServerFrame)
    .filter(({ properties }) => "ref" in properties)
    .map((frame) => ({ $ref: `#/channels/socket/messages/${nameOf("server", frame)}` }));
  const channel = { $ref: "#/channels/socket" };
  return {
    asyncapi: "3.0.0",
    info: {
      title: INFO.title,
      version: INFO.version,
      description: DESCRIPTION,
      license: { name: INFO.license.name },
    },
    defaultContentType: "application/json",
    servers: {
      gateway: {
        host: "{host}",
        protocol: "wss",
        description: "Where the service is deployed; gateways answer `/ws`",
        variables: { host: { default: "chat.example.com" } },
        security: [
          { $ref: "#/components/securitySchemes/subprotocol" },
          { $ref: "#/components/securitySchemes/query" },
        ],
      },
    },
    channels: {
      socket: {
        address: "/ws",
        title: "The socket",
        description: `One for each device of a user.\n\n${closeCodes()}`,
        messages: Object.fromEntries(
          Object.keys({ ...received, ...sent }).map((name) => [
            name,
            { $ref: `#/components/messages/${name}` },
          ]),
        ),
      },
    },
    operations: {
      receiveFrames: {
        action: "receive",
        channel,
        summary: "What a client may send; whatever else it sends is answered with an `error`",
        messages: names(received),
        reply: { channel, messages: answers },
      },
      sendFrames: {
        action: "send",
        channel,
        summary: "What a gateway sends",
        messages: names(sent),
      },
    },
    components: {
      messages: { ...received, ...sent },
      securitySchemes: {
        subprotocol: {
          type: "httpApiKey",
          in: "header",
          name: "Sec-WebSocket-Protocol",
          description: "`bearer, <JWT>`: in a browser `new WebSocket(url, ['bearer', token])`",
        },
        query: {
          type: "httpApiKey",
          in: "query",
          name: "token",
          description: "The JWT, where subprotocols cannot be set",
        },
      },
    },
  };
}

type Side = "client" | "server";

function nameOf(side: Side, { title, properties }: FrameSchema): string {
  return `${side}.${title ?? properties.type.const}`;
}

function toMessages(side: Side, union: TSchema, examples: readonly object[]): Messages {
  const messages: Messages = {};
  for (const frame of framesOf(union)) {
    const name = nameOf(side, frame);
    if (name in messages) {
      throw new Error(`two frames are called ${name}: one of them needs a title`);
    }
    const validator = Compile(frame);
    messages[name] = {
      name: frame.properties.type.const,
      title: name,
      summary: frame.description,
      payload: frame,
      examples: examples
        .filter((example) => validator.Check(example))
        .map((payload) => ({ payload })),
    };
  }
  return messages;
}

/** Unions of unions are one list. */
function framesOf(schema: TSchema): FrameSchema[] {
  const { anyOf } = schema as { anyOf?: TSchema[] };
  return anyOf === undefined ? [schema as FrameSchema] : anyOf.flatMap(framesOf);
}

function closeCodes(): string {
  const rows = Object.values(CLOSE_CODES).map(
    ({ code, reason, reconnect }) => `| ${code} | ${reason} | ${reconnect ? "yes" : "no"} |`,
  );
  return ["| close code | meaning | come back and resume |", "| --- | --- | --- |", ...rows].join(
    "\n",
  );
}
