import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { RedisConfig } from "../config/redis.ts";

/**
 * Of a connection by TLS; undefined where there is none. The certificate must
 * name the host, which of a cluster's nodes, and behind sentinels, is known only later.
 */
export function tlsOptions({
  host,
  tls,
}: Pick<RedisConfig, "tls"> & { readonly host?: string }): ConnectionOptions | undefined {
  if (tls === undefined) {
    return undefined;
  }
  return {
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    // An address cannot be asked for by name.
    ...(host === undefined || isIP(host) !== 0 ? {} : { servername: host }),
  };
}
