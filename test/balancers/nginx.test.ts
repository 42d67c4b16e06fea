import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { limits } from "@chat/contract";
import { environmentVariables } from "@chat/runtime";
import t from "tap";
import { until } from "../support/until.ts";
import { checkDeath, checkStop } from "./apis.ts";
import { statusOf } from "./flow.ts";
import { checkLogs } from "./logs.ts";
import { startNginx } from "./nginx.ts";
import { checkIdsAndAddresses, checkRoutes, checkUploads, dripHead } from "./requests.ts";
import {
  checkDrain,
  checkIdleSocket,
  checkLeastConnections,
  checkLongToken,
  openIdleSocket,
} from "./sockets.ts";
import { startStage } from "./stage.ts";
import { checkTls } from "./tls.ts";

const stage = await startStage(t);
const [first, second] = stage.apis;
const nginx = await startNginx(t, stage.upstreams);
const idle = await openIdleSocket(t, stage, nginx);
const cutOff = dripHead(t, nginx);

t.test("times are longer than a heartbeat, and shorter than a drain", async (t) => {
  const shipped = new URL("../../deploy/nginx/nginx.conf", import.meta.url);
  const text = await readFile(shipped, "utf8");
  const msOf = (block: RegExp, name: string) => {
    const found = new RegExp(`${name} (\\d+)s;`).exec(block.exec(text)?.[0] ?? "");
    return Number(found?.[1]) * 1_000;
  };
  const sockets = /location = \/ws \{[^}]*\}/;
  t.ok(msOf(sockets, "proxy_read_timeout") > 2 * limits.SOCKET_HEARTBEAT_MS);
  t.ok(msOf(sockets, "proxy_send_timeout") > 2 * limits.SOCKET_HEARTBEAT_MS);
  const drainMs = Number(environmentVariables.DRAIN_SECONDS.default) * 1_000;
  t.ok(msOf(/upstream apis \{[^}]*\}/, "keepalive_timeout") < drainMs);
});

t.test("one port", (t) => checkRoutes(t, stage, nginx));
t.test("ids and addresses", (t) => checkIdsAndAddresses(t, stage, nginx));
t.test("least connections", (t) => checkLeastConnections(t, stage, nginx));
t.test("TLS", (t) => checkTls(t, stage, startNginx));
t.test("a long token", (t) => checkLongToken(t, nginx));

t.test("uploads pass as they come, and leave nothing on the disk", async (t) => {
  await checkUploads(t, stage, nginx);
  for (const folder of ["nginx-client-body", "nginx-proxy"]) {
    t.same(await readdir(join(nginx.folder, folder)), []);
  }
  t.notMatch(await nginx.log(), /buffered to a temporary file/);
});

t.test("a gateway that drains", (t) => checkDrain(t, stage, nginx, idle.other));
t.test("an API that stops", (t) => checkStop(t, stage, nginx, first, ["GET"]));

t.test("an API that is taken out before it stops, for whatever is not repeated", async (t) => {
  const address = stage.upstreams[first.name] ?? "";
  await nginx.reload((text) => text.replace(`server ${address} `, `server ${address} down `));
  // The old workers are gone when nobody hands requests to it any more.
  await until(async () => {
    const { length } = await nginx.log();
    await Promise.all(
      Array.from({ length: 8 }, () => statusOf("GET", `${nginx.url}/readyz`, stage.token())),
    );
    return !(await nginx.log()).slice(length).includes(address);
  });
  await checkStop(t, stage, nginx, first, ["GET", "PUT", "POST"]);
  await nginx.reload((text) => text);
});

t.test("an API that dies", (t) => checkDeath(t, stage, nginx, second, ["GET"]));

t.test("a socket that says nothing stays", async (t) => {
  await checkIdleSocket(t, idle);
  await t.resolves(cutOff, "and who never comes to the end of a head does not");
});

t.test("no token in any log", (t) => checkLogs(t, stage, nginx));
