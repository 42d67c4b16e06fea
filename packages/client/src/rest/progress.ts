import type { FetchAnswer, FetchLike } from "./fetch.ts";
import type { UploadProgress } from "./types.ts";

/** The part of the browser's `XMLHttpRequest` that is used here; other platforms have none. */
interface BrowserRequest {
  responseType: string;
  readonly status: number;
  readonly response: Blob;
  readonly upload: { onprogress: (event: { loaded: number; total: number }) => void };
  onload: () => void;
  onerror: () => void;
  onabort: () => void;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getResponseHeader(name: string): string | null;
  send(body: string | FormData | null): void;
  abort(): void;
}

type OnProgress = (progress: UploadProgress) => void;

/** The same `fetch`, but that it tells how much has been sent, where the platform can say it. */
export function fetchWithProgress(fetch: FetchLike, onProgress: OnProgress | undefined): FetchLike {
  const found: unknown = Reflect.get(globalThis, "XMLHttpRequest");
  const BrowserRequest = found as (new () => BrowserRequest) | undefined;
  return onProgress === undefined || BrowserRequest === undefined
    ? fetch
    : (url, init) => send(new BrowserRequest(), url, init, onProgress);
}

function send(
  request: BrowserRequest,
  url: string,
  { method, headers, body, signal }: Parameters<FetchLike>[1],
  onProgress: OnProgress,
): Promise<FetchAnswer> {
  return new Promise((resolve, reject) => {
    request.open(method, url);
    request.responseType = "blob";
    for (const [name, value] of Object.entries(headers)) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress({ sentBytes: loaded, totalBytes: total });
    request.onload = () => resolve(answerOf(request));
    request.onerror = () => reject(new TypeError("the connection failed"));
    request.onabort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body ?? null);
  });
}

function answerOf(request: BrowserRequest): FetchAnswer {
  return {
    status: request.status,
    headers: { get: (name) => request.getResponseHeader(name) },
    text: () => request.response.text(),
    blob: async () => request.response,
  };
}
