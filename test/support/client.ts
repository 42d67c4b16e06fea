import { type ChatClient, createClient } from "@chat/client";
import { fetchChecked } from "./checked-fetch.ts";

/** The SDK, its calls on the way through the validating proxy, each sent once. */
export function checkedClient(baseUrl: string, token: string): ChatClient {
  return createClient({
    baseUrl,
    token,
    retry: { triesMax: 1 },
    async fetch(url, { method, headers, body }) {
      const answer = await fetchChecked(url, { method, headers, ...(body ? { body } : {}) });
      return { status: answer.status, headers: answer.headers, text: async () => answer.text };
    },
  });
}
