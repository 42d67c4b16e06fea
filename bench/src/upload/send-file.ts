import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";

const CHUNK = randomBytes(64 * 1024);
const BOUNDARY = "bench";
const HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="file.bin"\r\n\r\n`;
const END = `\r\n--${BOUNDARY}--\r\n`;

interface Sending {
  readonly url: string;
  readonly token: string;
  readonly bytes: number;
}

function* chunksOf(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    yield CHUNK.subarray(0, Math.min(left, CHUNK.length));
  }
}

/** Uploads so many bytes as a form. */
export async function sendForm({ url, token, bytes }: Sending): Promise<void> {
  function* form() {
    yield Buffer.from(HEAD);
    yield* chunksOf(bytes);
    yield Buffer.from(END);
  }
  await send(`${url}/api/v1/upload`, "POST", 201, form(), {
    authorization: `Bearer ${token}`,
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
  });
}

/** Uploads so many bytes by tus, in one piece. */
export async function sendResumable({ url, token, bytes }: Sending): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "tus-resumable": "1.0.0" };
  const announced = await fetch(`${url}/api/v1/uploads`, {
    method: "POST",
    headers: { ...headers, "upload-length": String(bytes) },
  });
  await send(`${url}${announced.headers.get("location")}`, "PATCH", 204, chunksOf(bytes), {
    ...headers,
    "upload-offset": "0",
    "content-type": "application/offset+octet-stream",
  });
}

async function send(
  url: string,
  method: string,
  expected: number,
  body: Iterable<Buffer>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const sending = request(url, { method, headers });
  const answered = new Promise<void>((resolve, reject) => {
    sending.once("error", reject);
    sending.once("response", (response) => {
      text(response).then((answer) => {
        if (response.statusCode === expected) {
          resolve();
        } else {
          reject(new Error(`answered ${response.statusCode}: ${answer}`));
        }
      }, reject);
    });
  });
  await Promise.all([answered, pipeline(Readable.from(body), sending)]);
}
