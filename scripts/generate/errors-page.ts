import { ERRORS, errorType } from "@chat/contract";
import type { Artefact } from "./artefact.ts";
import { tablePage } from "./markdown.ts";

const WORDS = `Every error is answered as a problem document (RFC 9457) whose \`code\` is one of these, and whose \`type\`
is \`${errorType("not_found")}\` for the code \`not_found\`. Codes are stable; titles and details are for people.
\`invalid_request\` also has \`errors\`: what is wrong, dotted as in \`body.member_ids.3\`, and what is accepted there. A path that
the API does not have, and a method that a path does not take, HEAD and OPTIONS included, are \`not_found\`.`;

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
