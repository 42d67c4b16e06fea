export interface JwksLimits {
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

/** @throws when it cannot be had whole within the time, is too large, or is no JSON */
export async function fetchJwks(url: string, limits: JwksLimits): Promise<unknown> {
  const response = await fetch(url, {
    // The operator named this address, and no other.
    redirect: "error",
    headers: { accept: "application/jwk-set+json, application/json" },
    signal: AbortSignal.timeout(limits.timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limits.bytesMax) {
      throw new Error(`${url} answered with more than ${limits.bytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
