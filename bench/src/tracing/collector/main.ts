import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serveParent } from "../../run/serve-parent.ts";

let bytes = 0;

/** Takes whatever it is sent, and reads none of it. */
const server = createServer((request, response) => {
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on("end", () => response.writeHead(200).end());
});

async function listen(): Promise<{ url: string }> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

serveParent({ listen, countBytes: () => bytes });
