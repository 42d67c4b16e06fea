import { Ajv } from "ajv";
import type { FastifyInstance } from "fastify";

/**
 * Bodies are taken strictly; path and query are text, so numbers in them are
 * read as numbers. Unknown body fields are refused by the schemas themselves.
 */
export function useContractValidation(server: FastifyInstance): void {
  // Verbose, so that an error can say what the schema describes instead of its pattern.
  const options = { strict: false, removeAdditional: false, verbose: true };
  const strict = new Ajv(options);
  const fromText = new Ajv({ ...options, coerceTypes: true });
  server.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === "body" ? strict : fromText).compile(schema as object),
  );
}

/** JSON and nothing else. An empty body is no body: clients often send the header without one. */
export function acceptJsonOnly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser("error", "error");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    "application/json",
    { parseAs: "string" },
    (request, body: string, done) => {
      if (body === "") {
        done(null, undefined);
        return;
      }
      void parse(request, body, done);
    },
  );
}
