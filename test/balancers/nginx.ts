import { join } from "node:path";
import type { Replacement } from "../support/shipped.ts";
import type { Teardown } from "../support/teardown.ts";
import { testVariable } from "../support/variables.ts";
import { type Balancer, HOST, type Ports, startBalancer, type Upstreams } from "./balancer.ts";

/** @param prepare writes `chat.crt` and `chat.key` into the folder: with it, the lines for TLS are in use */
export function startNginx(
  t: Teardown,
  upstreams: Upstreams,
  prepare?: (folder: string) => Promise<void>,
): Promise<Balancer> {
  const program = {
    path: testVariable("TEST_NGINX"),
    shipped: "deploy/nginx/nginx.conf",
    args: (file: string, folder: string) => ["-p", folder, "-c", file, "-g", "daemon off;"],
    replacements: (ports: Ports, folder: string): Replacement[] => [
      ["listen 8080", `listen ${HOST}:${ports.plain}`],
      ["listen 8443", `listen ${HOST}:${ports.tls}`],
      ["/tmp/", join(folder, "/")],
      ["/etc/nginx/tls/", join(folder, "/")],
    ],
  };
  return startBalancer(t, program, upstreams, prepare);
}
