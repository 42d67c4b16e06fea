import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import type { Attachment } from "@chat/contract";
import { PLANTED_TEXT } from "./planted.ts";
import type { RestAnswer } from "./rest.ts";
import type { WorldUser } from "./world.ts";

/** Uploads a file the way the SDK does; the answer may be a refusal. */
export async function upload(
  user: WorldUser,
  content: string | Uint8Array<ArrayBuffer>,
  { name = `${PLANTED_TEXT}.txt`, channelId }: { name?: string; channelId?: string } = {},
): Promise<RestAnswer> {
  const form = new FormData();
  if (channelId !== undefined) {
    form.append("channel_id", channelId);
  }
  form.append("file", new Blob([content]), name);
  return user.rest("POST", "/upload", form);
}

/** @throws where it is refused */
export async function uploaded(...input: Parameters<typeof upload>): Promise<Attachment> {
  const { status, body } = await upload(...input);
  if (status !== 201) {
    throw new Error(`the upload was refused with ${status}: ${JSON.stringify(body)}`);
  }
  return body;
}

const BOUNDARY = "the-boundary";

/** A part of a form as it goes over the wire, its header as it is given. */
export function part(header: string, content: string | Buffer = ""): Buffer {
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\n${header}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from("\r\n"),
  ]);
}

export const filePart = (content: string | Buffer, name = "a.txt", field = "file") =>
  part(`content-disposition: form-data; name="${field}"; filename="${name}"`, content);
export const fieldPart = (name: string, value: string) =>
  part(`content-disposition: form-data; name="${name}"`, value);
export const LAST = Buffer.from(`--${BOUNDARY}--\r\n`);

/** An upload that a test sends byte by byte, past the validating proxy. */
export interface RawUpload {
  /** Resolves when there is room for more. */
  write(bytes: Buffer): Promise<void>;
  /** Cuts the connection. */
  cut(): void;
  end(rest?: string): void;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<unknown>;
  /** Rejects where none comes. */
  readonly answer: Promise<{ status: number; body: unknown }>;
}

/** @param headers besides the token's; without a content-length it is sent in chunks */
export function startUpload(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): RawUpload {
  const sending = request(`${url}/api/v1/upload`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
      ...headers,
    },
  });
  const answer = new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    sending.once("response", (response: IncomingMessage) => {
      json(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    sending.on("error", reject);
  });
  answer.catch(() => undefined);
  const closed = new Promise((resolve) => {
    sending.once("close", resolve);
  });
  return {
    write: (bytes) =>
      new Promise((resolve) => {
        sending.write(bytes, () => resolve());
      }),
    cut: () => sending.destroy(),
    end: (rest = "") => sending.end(rest),
    closed,
    answer,
  };
}
