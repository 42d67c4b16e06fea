import { join } from "node:path";
import type { Replacement } from "../support/shipped.ts";
import type { Teardown } from "../support/teardown.ts";
import { testVariable } from "../support/variables.ts";
import { type Balancer, HOST, type Ports, startBalancer, type Upstreams } from "./balancer.ts";

/** @param prepare writes `chat.pem` into the folder: with it, the lines for TLS are in use */
export function startHaproxy(
  t: Teardown,
  upstreams: Upstreams,
  prepare?: (folder: string) => Promise<void>,
): Promise<Balancer> {
  const program = {
    path: testVariable("TEST_HAPROXY"),
    shipped: "deploy/haproxy/haproxy.cfg",
    args: (file: string) => ["-db", "-f", file],
    replacements: (ports: Ports, folder: string): Replacement[] => [
      ["bind :8080", `bind ${HOST}:${ports.plain}`],
      ["bind :8443", `bind ${HOST}:${ports.tls}`],
      ["bind :8405", `bind ${HOST}:${ports.other}`],
      ["/usr/local/etc/haproxy/", join(folder, "/")],
    ],
  };
  return startBalancer(t, program, upstreams, prepare);
}
