import type { FastifyInstance } from "fastify";
import type { Lifecycle } from "../process/lifecycle.ts";
import { closeAfterRequest } from "./closing.ts";

/**
 * From the beginning of the stop on, every answer ends its connection: whoever
 * keeps one for the next request, a load balancer too, makes that elsewhere. So
 * none is cut under a request at the end of the drain, and none is waited for.
 */
export function leaveConnections(server: FastifyInstance, lifecycle: Lifecycle): void {
  server.addHook("onSend", (request, reply, _payload, done) => {
    if (lifecycle.isStopping) {
      closeAfterRequest(request, reply);
    }
    done();
  });
}
