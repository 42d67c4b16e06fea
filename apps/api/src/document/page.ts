import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { INFO } from "./words.ts";

/** Everything comes from this process, over whichever scheme the page itself came. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The readable page of the document, at `/docs`. */
export async function serveDocumentPage(server: FastifyInstance): Promise<void> {
  await server.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: POLICY,
    theme: { title: INFO.title },
    uiConfig: {
      layout: "BaseLayout",
      deepLinking: true,
      defaultModelExpandDepth: 2,
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
      // Its default asks a validator on the internet.
      validatorUrl: null,
    },
  });
}
