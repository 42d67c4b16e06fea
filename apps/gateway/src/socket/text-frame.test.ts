import type { AddressInfo } from "node:net";
import t, { type Test } from "tap";
import { WebSocket, WebSocketServer } from "ws";
import { deflatedFrames, textFrame } from "./text-frame.ts";

const WAYS = {
  plain: textFrame,
  deflated: (payload: Buffer) => deflatedFrames([payload]),
};

for (const [name, frame] of Object.entries(WAYS)) {
  t.test(`a client reads back what was framed ${name}, at every width of the length`, (t) =>
    readBack(t, frame),
  );
}

async function readBack(t: Test, frame: (payload: Buffer) => Buffer): Promise<void> {
  const texts = [0, 1, 125, 126, 65_535, 65_536, 200_000].map(
    (bytes) => "é".repeat(Math.floor(bytes / 2)) + "x".repeat(bytes % 2),
  );
  const server = new WebSocketServer({ port: 0, perMessageDeflate: true });
  t.teardown(() => server.close());
  server.on("connection", (_socket, request) => {
    for (const text of texts) {
      request.socket.write(frame(Buffer.from(text)));
    }
  });

  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  t.teardown(() => client.terminate());
  const received: string[] = [];
  await new Promise<void>((resolve) => {
    client.on("message", (data: Buffer) => {
      received.push(data.toString());
      if (received.length === texts.length) {
        resolve();
      }
    });
  });
  t.same(received, texts);
}
