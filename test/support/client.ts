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
      const location = answer.headers.get("location");
      if (location !== null) {
        return fetch(location);
      }
      const { status, text } = answer;
      return {
        status,
        headers: answer.headers,
        text: async () => text,
        blob: async () => new Blob([text]),
      };
    },
  });
}
