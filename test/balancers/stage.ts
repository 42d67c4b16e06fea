import { randomUUID } from "node:crypto";
import getPort from "get-port";
import { type AppName, createMember, type Member } from "../failure/cluster/member.ts";
import { createTestEnvironment } from "../support/environment.ts";
import type { Teardown } from "../support/teardown.ts";
import { signToken } from "../support/tokens.ts";
import { HOST, type Upstreams } from "./balancer.ts";

export const UPLOAD_BYTES_MAX = 8 * 1024 * 1024;

/** Two APIs, two gateways and a worker as processes, for a load balancer to stand before. */
export interface Stage {
  readonly orgId: string;
  readonly apis: readonly [Member, Member];
  readonly gateways: readonly [Member, Member];
  readonly upstreams: Upstreams;
  /** Each token that was handed out: none may be in any log. */
  readonly tokens: readonly string[];
  /** A new user's token. */
  token(): string;
}

export async function startStage(t: Teardown): Promise<Stage> {
  const environment = await createTestEnvironment(t, {
    ATTACHMENT_SCAN: "off",
    // Longer than either balancer needs to notice.
    DRAIN_SECONDS: "3",
    UPLOAD_MAX_BYTES: String(UPLOAD_BYTES_MAX),
  });
  const create = async (app: AppName, name: string) => {
    const ports = {
      port: await getPort({ host: HOST }),
      metricsPort: await getPort({ host: HOST }),
    };
    return createMember(t, app, name, ports, environment);
  };
  const apis = [await create("api", "api-1"), await create("api", "api-2")] as const;
  const gateways = [
    await create("gateway", "gateway-1"),
    await create("gateway", "gateway-2"),
  ] as const;
  const worker = await create("worker", "worker-1");
  await Promise.all([...apis, ...gateways, worker].map((member) => member.start()));
  const orgId = randomUUID();
  const tokens: string[] = [];
  return {
    orgId,
    apis,
    gateways,
    upstreams: Object.fromEntries(
      [...apis, ...gateways].map(({ name, url }) => [name, new URL(url).host]),
    ),
    tokens,
    token() {
      const token = signToken({ org_id: orgId });
      tokens.push(token);
      return token;
    },
  };
}

/** The sockets that a gateway holds. */
export async function socketsAt(gateway: Member): Promise<number> {
  const text = await (await fetch(`${gateway.metricsUrl}/metrics`)).text();
  return Number(/^chat_websocket_connections(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1]);
}
