import { readFile } from "node:fs/promises";
import { limits } from "@chat/contract";
import { environmentVariables } from "@chat/runtime";
import t from "tap";
import { checkDeath, checkStop } from "./apis.ts";
import { startHaproxy } from "./haproxy.ts";
import { checkLogs } from "./logs.ts";
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
const haproxy = await startHaproxy(t, stage.upstreams);
const idle = await openIdleSocket(t, stage, haproxy);
const cutOff = dripHead(t, haproxy);

t.test("times are longer than a heartbeat, and shorter than a drain", async (t) => {
  const shipped = new URL("../../deploy/haproxy/haproxy.cfg", import.meta.url);
  const text = await readFile(shipped, "utf8");
  const numberOf = (words: RegExp) => Number(words.exec(text)?.[1]);
  t.ok(numberOf(/timeout tunnel (\d+)s/) * 1_000 > 2 * limits.SOCKET_HEARTBEAT_MS);
  const noticedMs =
    numberOf(/inter (\d+)s/) * 1_000 +
    (numberOf(/fall (\d+)/) - 1) * numberOf(/fastinter (\d+)ms/) +
    numberOf(/timeout check (\d+)s/) * 1_000;
  t.ok(noticedMs < Number(environmentVariables.DRAIN_SECONDS.default) * 1_000);
});

t.test("one port", (t) => checkRoutes(t, stage, haproxy));
t.test("ids and addresses", (t) => checkIdsAndAddresses(t, stage, haproxy));
t.test("least connections", (t) => checkLeastConnections(t, stage, haproxy));
t.test("TLS", (t) => checkTls(t, stage, startHaproxy));
t.test("a long token", (t) => checkLongToken(t, haproxy));
t.test("uploads pass as they come", (t) => checkUploads(t, stage, haproxy));
t.test("a gateway that drains", (t) => checkDrain(t, stage, haproxy, idle.other));
t.test("an API that stops", (t) => checkStop(t, stage, haproxy, first, ["GET", "PUT", "POST"]));
t.test("an API that dies", (t) => checkDeath(t, stage, haproxy, second, ["GET", "PUT"]));

t.test("a socket that says nothing stays", async (t) => {
  await checkIdleSocket(t, idle);
  await t.resolves(cutOff, "and who never comes to the end of a head does not");
});

t.test("no token in any log", (t) => checkLogs(t, stage, haproxy));
