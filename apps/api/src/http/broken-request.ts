import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { ERRORS, type ErrorCode } from "@chat/contract";
import { SECURITY_HEADERS } from "@chat/runtime";
import type { FastifyInstance } from "fastify";
import { PROBLEM_TYPE, toProblem } from "./problem.ts";

/** What Node's parser refuses, by its error code; everything else is `invalid_request`. */
const PARSER_CODES: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

/**
 * Answers what is no HTTP that Node understands, and so reaches no route, like
 * every other error. The connection ends with it: where the next request
 * begins is not known.
 */
export function answerBrokenRequests({ server }: FastifyInstance): void {
  server.removeAllListeners("clientError");
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    const answering = "_httpMessage" in socket && socket["_httpMessage"];
    if (error.code === "ECONNRESET" || !socket.writable || answering) {
      socket.destroy();
      return;
    }
    socket.end(answerTo(PARSER_CODES[error.code ?? ""] ?? "invalid_request"));
  });
  // There is nothing that the service could expect, so nothing that it could fail at.
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
}

function answerTo(code: ErrorCode): string {
  const { status, title } = ERRORS[code];
  const requestId = randomUUID();
  const body = JSON.stringify(toProblem({ code, detail: title }, requestId));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    "connection: close",
    ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
    "",
    body,
  ].join("\r\n");
}
