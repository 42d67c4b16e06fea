import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A request of which everything but its last part is the same each time. */
export interface RequestPlan {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly token: string;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const CONTENT_LENGTH = /\r\ncontent-length: (\d+)/i;
/** Of `HTTP/1.1 201`. */
const STATUS = { from: 9, to: 12 } as const;

/**
 * A client of one connection that posts, waits for the answer, and posts again.
 * It looks at no more of an answer than its status and its length: what the
 * generator costs is taken from the same processors.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #head: string;
  #expected = 0;
  #received = 0;
  #status = "";
  #answered: ((status: string) => void) | undefined;

  static async open(plan: RequestPlan): Promise<Connection> {
    const socket = connect({ host: plan.host, port: plan.port, noDelay: true });
    await once(socket, "connect");
    return new Connection(socket, plan);
  }

  private constructor(socket: Socket, { host, port, path, token }: RequestPlan) {
    this.#socket = socket;
    this.#head =
      `POST ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\nauthorization: Bearer ${token}\r\n` +
      "content-type: application/json\r\ncontent-length: ";
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("close", () => this.#answered?.("closed"));
    socket.on("error", () => undefined);
  }

  /** Resolves with the status. */
  post(body: string): Promise<string> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#expected = 0;
      this.#received = 0;
      this.#socket.write(`${this.#head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  close(): void {
    this.#answered = undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#expected === 0) {
      const end = chunk.indexOf(HEAD_END);
      const head = chunk.toString("latin1", 0, end);
      this.#status = head.slice(STATUS.from, STATUS.to);
      this.#expected = end + HEAD_END.length + Number(CONTENT_LENGTH.exec(head)?.[1] ?? 0);
    }
    this.#received += chunk.length;
    if (this.#received >= this.#expected) {
      this.#answered?.(this.#status);
    }
  }
}
