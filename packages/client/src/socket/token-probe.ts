import { createClient } from "../rest/client.ts";
import { ChatProblem } from "../rest/problem.ts";
import type { SocketOptions } from "./types.ts";

/** A browser does not see why a handshake failed; a plain request does. */
export async function isTokenRefused({ baseUrl, token, fetch }: SocketOptions): Promise<boolean> {
  if (baseUrl === undefined) {
    return false;
  }
  try {
    const options = { baseUrl, token, retry: { triesMax: 1 } };
    await createClient(fetch === undefined ? options : { ...options, fetch }).getMe();
    return false;
  } catch (error) {
    return error instanceof ChatProblem && error.status === 401;
  }
}
