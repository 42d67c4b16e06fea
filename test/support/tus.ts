import type { World, WorldUser } from "./world.ts";

export const base64 = (text: string) => Buffer.from(text).toString("base64");
export const idOf = (url: string) => url.split("/").at(-1) ?? "";
export const uploadsOf = (world: World, api = 0) => `${world.apis[api]?.url}/api/v1/uploads`;

/** A request of the protocol, past the library. */
export async function tus(
  { token }: WorldUser,
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body?: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  return fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "tus-resumable": "1.0.0", ...headers },
    ...(body ? { body } : {}),
  });
}

/** Announces a file; answers with its URL at the first API. */
export async function begin(
  world: World,
  user: WorldUser,
  size: number,
  metadata = "",
): Promise<string> {
  const announced = await tus(user, "POST", uploadsOf(world), {
    "upload-length": `${size}`,
    ...(metadata ? { "upload-metadata": metadata } : {}),
  });
  if (announced.status !== 201) {
    throw new Error(`refused with ${announced.status}: ${await announced.text()}`);
  }
  return new URL(announced.headers.get("location") ?? "", uploadsOf(world)).href;
}

export function append(
  user: WorldUser,
  url: string,
  offset: number,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const headers = {
    "upload-offset": `${offset}`,
    "content-type": "application/offset+octet-stream",
  };
  return tus(user, "PATCH", url, headers, bytes);
}

export const offsetAt = async (user: WorldUser, url: string) =>
  Number((await tus(user, "HEAD", url)).headers.get("upload-offset"));
