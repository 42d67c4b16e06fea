import type { Test } from "tap";
import { WebSocket } from "ws";
import { until } from "../support/until.ts";
import type { Balancer } from "./balancer.ts";
import type { Stage } from "./stage.ts";

/**
 * Plants a token wherever one can stand, also where nobody answers, and looks
 * for every token of the stage in all that the balancer and the processes wrote.
 */
export async function checkLogs(t: Test, stage: Stage, balancer: Balancer): Promise<void> {
  const before = await balancer.log();
  await handshakes(stage, balancer);
  await fetch(`${balancer.url}/api/v1/users/me?token=${stage.token()}`);
  for (const member of [...stage.gateways, ...stage.apis]) {
    await member.signal("SIGKILL");
  }
  const refusals = await handshakes(stage, balancer);
  t.match(refusals.join(), /50[234].*50[234]/, "nobody is there");
  await fetch(`${balancer.url}/api/v1/users/me?token=${stage.token()}`);
  const ended = (log: string) => log.split('"path":"/ws"').length;
  await until(async () => ended(await balancer.log()) >= ended(before) + 4);

  const log = await balancer.log();
  for (const entry of log.split("\n").filter((line) => line.includes('"path":'))) {
    t.doesNotThrow(() => JSON.parse(entry), "an entry is a line of JSON");
  }
  const processes = [...stage.apis, ...stage.gateways].flatMap((member) => member.log());
  const text = log + JSON.stringify(processes);
  t.ok(stage.tokens.length > 20);
  for (const token of stage.tokens) {
    for (const part of token.split(".").slice(1)) {
      t.notOk(text.includes(part), "no token in any log");
    }
  }
  t.notMatch(text, /token=/);
}

/** By URL and by subprotocol; answers with what each came to. */
async function handshakes(stage: Stage, { url }: Balancer): Promise<string[]> {
  const address = `${url.replace(/^http/, "ws")}/ws`;
  const sockets = [
    new WebSocket(`${address}?token=${stage.token()}`),
    new WebSocket(address, ["bearer", stage.token()]),
  ];
  return Promise.all(
    sockets.map(
      (socket) =>
        new Promise<string>((resolve) => {
          socket.on("open", () => socket.close());
          socket.on("error", (error) => resolve(error.message));
          socket.on("close", () => resolve("closed"));
        }),
    ),
  );
}
