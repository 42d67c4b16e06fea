import { ERRORS, errorType } from "@chat/contract";
import type { Artefact } from "./artefact.ts";
import { tablePage } from "./markdown.ts";

const WORDS = `Every error is answered as a problem document (RFC 9457) whose \`code\` is one of these, and whose \`type\`
is \`${errorType("not_found")}\` for the code \`not_found\`. Codes are stable; titles and details are for people.
\`invalid_request\` also has \`errors\`: the first thing that is wrong, dotted as in \`body.member_ids.3\`, \`querystring.limit\`,
\`params.channelId\` or \`headers.idempotency-key\`, and what is accepted there. A path that the API does not have, and a
method that a path does not take, HEAD and OPTIONS included, are \`not_found\`. With \`rate_limited\`, and with every answer to a
valid token, \`RateLimit\` and \`RateLimit-Policy\` say what is left. A refused WebSocket handshake is answered with its
status alone.`;

/** The page of every error code that the service answers. */
export const errorsPage: Artefact = {
  path: "docs/errors.md",
  async make() {
    const rows = Object.entries(ERRORS).map(([code, { status, title }]) => [
      `\`${code}\``,
      String(status),
      title,
    ]);
    return tablePage("Errors", WORDS, ["code", "status", "title"], rows);
  },
};
