import { type Context, readUnsubscribeToken, unsubscribeFromMail } from "@chat/domain";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Where the links of mails lead; outside of `/api/v1`, since a mail has no bearer token. */
const PATH = "/notifications/unsubscribe";
const TYPE = "text/html; charset=utf-8";
const POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * Ends the mails of whoever got the link. Opening it asks first, since mail
 * scanners open links; a mail program's own button posts at once (RFC 8058).
 */
export async function serveUnsubscribing(
  server: FastifyInstance,
  ctx: Context,
  secret: string,
): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // What is posted says nothing that the link does not.
    scope.addContentTypeParser("*", { parseAs: "buffer" }, async () => undefined);
    const recipientOf = ({ query }: { query: unknown }) => {
      const { token } = query as { token?: unknown };
      return typeof token === "string" ? readUnsubscribeToken(secret, token) : undefined;
    };
    scope.get(PATH, { schema: { hide: true } }, async (request, reply) =>
      recipientOf(request)
        ? answer(reply, 200, '<form method="post"><button>Get no more mails</button></form>')
        : answer(reply, 404, "<p>This link is not valid.</p>"),
    );
    scope.post(PATH, { schema: { hide: true } }, async (request, reply) => {
      const recipient = recipientOf(request);
      if (!recipient) {
        return answer(reply, 404, "<p>This link is not valid.</p>");
      }
      await unsubscribeFromMail(ctx, recipient);
      return answer(reply, 200, "<p>You get no more mails.</p>");
    });
  });
}

function answer(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply
    .code(status)
    .header("content-security-policy", POLICY)
    .type(TYPE)
    .send(
      `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Mails</title></head><body>${body}</body></html>\n`,
    );
}
