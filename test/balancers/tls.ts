import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { join } from "node:path";
import type { Test } from "tap";
import { WebSocket } from "ws";
import type { Teardown } from "../support/teardown.ts";
import { createAuthority } from "../tls/authority.ts";
import type { Balancer, Upstreams } from "./balancer.ts";
import type { Stage } from "./stage.ts";

type Start = (
  t: Teardown,
  upstreams: Upstreams,
  prepare: (folder: string) => Promise<void>,
) => Promise<Balancer>;

/** With the lines for TLS in use, both requests and sockets come encrypted. */
export async function checkTls(t: Test, stage: Stage, start: Start): Promise<void> {
  const authority = await createAuthority();
  const { certificate, key } = await authority.issue("localhost");
  const balancer = await start(t, stage.upstreams, async (folder) => {
    await writeFile(join(folder, "chat.crt"), certificate);
    await writeFile(join(folder, "chat.key"), key);
    await writeFile(join(folder, "chat.pem"), `${certificate}\n${key}\n`);
  });
  const session = connect(balancer.tlsUrl, { ca: authority.certificate });
  t.teardown(() => session.close());
  const request = session.request({ ":path": "/readyz" });
  request.resume();
  const [headers] = (await once(request, "response")) as [IncomingHttpHeaders];
  t.equal(headers[":status"], 200);
  t.match(headers["strict-transport-security"], /^max-age=\d+$/);

  const address = `${balancer.tlsUrl.replace(/^http/, "ws")}/ws`;
  const open = (ca: string) => new WebSocket(address, ["bearer", stage.token()], { ca });
  const socket = open(authority.certificate);
  const [hello] = await once(socket, "message");
  t.match(JSON.parse(String(hello)), { type: "hello" });
  socket.close();
  await once(socket, "close");
  const [refusal] = await once(open((await createAuthority()).certificate), "error");
  t.match(refusal.message, /self-signed certificate|unable to verify|unable to get/);
}
