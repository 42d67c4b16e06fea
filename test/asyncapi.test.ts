import { Parser } from "@asyncapi/parser";
import {
  CLIENT_FRAME_EXAMPLES,
  CLOSE_CODES,
  ClientFrame,
  SERVER_FRAME_EXAMPLES,
  ServerFrame,
} from "@chat/contract";
import t from "tap";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { startWorld } from "./support/world.ts";

interface Served {
  readonly channels: { readonly socket: { readonly description: string } };
  readonly components: {
    readonly messages: Readonly<
      Record<string, { payload: TSchema; examples: readonly { payload: object }[] }>
    >;
  };
}

t.test("the API serves an AsyncAPI 3 document, without a token", async (t) => {
  const world = await startWorld(t);
  const response = await fetch(`${world.apis[0]?.url}/asyncapi.json`);
  t.match(response, { status: 200 });
  t.match(response.headers.get("content-type"), /^application\/json/);
  const text = await response.text();
  const { document, diagnostics } = await new Parser().parse(text);
  const errors = diagnostics.filter(({ severity }) => severity === 0);
  t.same(errors, [], "the parser finds nothing wrong");
  t.equal(document?.version(), "3.0.0");

  const served: Served = JSON.parse(text);
  const { messages } = served.components;
  const parsed = document?.components().messages().all() ?? [];
  t.same(parsed.map((message) => message.id()).toSorted(), Object.keys(messages).toSorted());
  for (const [name, { payload, examples }] of Object.entries(messages)) {
    t.ok(parsed.find((message) => message.id() === name)?.summary(), `${name} has a summary`);
    t.ok(examples.length > 0, `${name} has an example`);
    const validator = Compile(payload);
    for (const example of examples) {
      t.ok(validator.Check(example.payload), `the example of ${name} fits its schema`);
    }
  }
  for (const { code, reason } of Object.values(CLOSE_CODES)) {
    t.match(served.channels.socket.description, `| ${code} | ${reason} |`);
  }
});

t.test("every frame of the contract is in it, and every example is a frame", async (t) => {
  const world = await startWorld(t);
  const response = await fetch(`${world.apis[0]?.url}/asyncapi.json`);
  const { messages } = ((await response.json()) as Served).components;
  const schemas = Object.values(messages).map(({ payload }) => Compile(payload));
  for (const [union, examples] of [
    [ClientFrame, CLIENT_FRAME_EXAMPLES],
    [ServerFrame, SERVER_FRAME_EXAMPLES],
  ] as const) {
    for (const example of examples) {
      t.ok(Compile(union).Check(example), `${example.type} is a frame`);
      t.equal(schemas.filter((schema) => schema.Check(example)).length, 1, "of one kind");
    }
  }
  t.equal(Object.keys(messages).length, countFrames(ClientFrame) + countFrames(ServerFrame));
});

function countFrames(schema: TSchema): number {
  const { anyOf } = schema as { anyOf?: TSchema[] };
  return (anyOf ?? []).reduce<number>((sum, one) => sum + countFrames(one), anyOf ? 0 : 1);
}
