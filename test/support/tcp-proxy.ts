import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What a proxy does with a connection that carries the armed text to the server. */
export type Cut =
  /** Closes both ends before the text is passed on. */
  | "before-request"
  /** Passes it on, then closes the client's end at once and lets the server finish. */
  | "after-request"
  /** Lets the server answer, and closes both ends instead of passing the answer on. */
  | "before-answer";

export interface TcpProxy {
  readonly port: number;
  /** Cuts the next connection whose client sends the text; resolves when it has. */
  cutNext(text: string, cut: Cut): Promise<void>;
  /** Cuts every connection, and each new one at once, until `restore`. */
  sever(): void;
  restore(): void;
}

/** A TCP proxy that can sever connections at a chosen moment. */
export async function startTcpProxy(
  t: { teardown: (fn: () => void) => void },
  target: { host: string; port: number },
): Promise<TcpProxy> {
  let armed: { text: Buffer; cut: Cut; done: () => void } | undefined;
  const open = new Set<Socket>();
  let severed = false;

  const server = createServer((client) => {
    if (severed) {
      client.on("error", () => undefined);
      client.destroy();
      return;
    }
    const upstream = connect(target);
    let swallowing: (() => void) | undefined;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => open.delete(socket));
    }
    client.on("data", (chunk) => {
      if (!armed || !chunk.includes(armed.text)) {
        upstream.write(chunk);
        return;
      }
      const { cut, done } = armed;
      armed = undefined;
      if (cut === "before-request") {
        client.destroy();
        upstream.destroy();
        done();
      } else {
        upstream.write(chunk);
        swallowing = done;
        if (cut === "after-request") {
          client.destroy();
          done();
        }
      }
    });
    upstream.on("data", (chunk) => {
      if (!swallowing) {
        client.write(chunk);
      } else if (!client.destroyed) {
        client.destroy();
        upstream.destroy();
        swallowing();
      }
    });
    client.on("close", () => {
      // An upstream whose answer nobody waits for goes on by itself.
      if (!swallowing) {
        upstream.destroy();
      }
    });
    upstream.on("close", () => client.destroy());
  });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.close();
    for (const socket of open) {
      socket.destroy();
    }
  });
  return {
    port: (server.address() as AddressInfo).port,
    cutNext: (text, cut) =>
      new Promise((done) => {
        armed = { text: Buffer.from(text), cut, done };
      }),
    sever() {
      severed = true;
      for (const socket of open) {
        socket.destroy();
      }
    },
    restore() {
      severed = false;
    },
  };
}
