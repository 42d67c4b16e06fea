import { isUtf8 } from "node:buffer";
import type { Operation } from "@chat/contract";
import { Ajv } from "ajv";
import type { FastifyInstance } from "fastify";

/** Everything is taken strictly; unknown body fields are refused by the schemas themselves. */
export function useContractValidation(server: FastifyInstance): void {
  // Verbose, so that an error can say what the schema describes instead of its pattern.
  const ajv = new Ajv({ strict: false, removeAdditional: false, verbose: true });
  server.setValidatorCompiler(({ schema }) => ajv.compile(schema as object));
}

const INTEGER = /^-?\d{1,15}$/;

/** A query is text: where its schema has an integer, one written in digits is read as such. */
export function createQueryReader(schema: Operation["query"]): (query: unknown) => unknown {
  const { properties = {} } = (schema ?? {}) as { properties?: Record<string, { type?: string }> };
  const integers = Object.keys(properties).filter((name) => properties[name]?.type === "integer");
  const read = (name: string, value: unknown) =>
    integers.includes(name) && typeof value === "string" && INTEGER.test(value)
      ? Number(value)
      : value;
  if (integers.length === 0) {
    return (query) => query;
  }
  return (query) =>
    Object.fromEntries(
      Object.entries(query as object).map(([name, value]) => [name, read(name, value)]),
    );
}

/** JSON in UTF-8 and nothing else. An empty body is no body: clients often send the header without one. */
export function acceptJsonOnly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser("error", "error");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    (request, body: Buffer, done) => {
      if (body.length === 0) {
        done(null, undefined);
        return;
      }
      // Decoding would put a replacement character for what is no UTF-8, and store it.
      void parse(request, isUtf8(body) ? body.toString("utf8") : "\ufffd", done);
    },
  );
}

/** A form whose parts the operation reads itself, while they arrive. */
export function acceptMultipartOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("multipart/form-data", (_request, _body, done) => done(null));
}
