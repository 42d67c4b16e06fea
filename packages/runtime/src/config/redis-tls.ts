import { readFileSync } from "node:fs";
import { ConfigError, variables } from "./environment.ts";

export interface RedisTls {
  /** PEM; undefined: whom Node trusts. */
  readonly ca: string | undefined;
}

interface RedisTlsVariables {
  readonly REDIS_TLS: "on" | "off";
  readonly REDIS_CA_FILE: string | undefined;
}

/**
 * @returns undefined where Redis is reached without TLS
 * @throws {ConfigError}
 */
export function readRedisTls(env: RedisTlsVariables): RedisTls | undefined {
  const { REDIS_TLS, REDIS_CA_FILE: file } = env;
  if (REDIS_TLS === "off") {
    // Else what was meant to be encrypted would silently not be.
    if (file !== undefined) {
      throw new ConfigError("REDIS_TLS is off: it takes on where REDIS_CA_FILE is set");
    }
    return undefined;
  }
  return { ca: file === undefined ? undefined : readPem(file) };
}

function readPem(file: string): string {
  try {
    const text = readFileSync(file, "utf8");
    if (text.includes("-----BEGIN CERTIFICATE-----")) {
      return text;
    }
  } catch (cause) {
    throw new ConfigError(`REDIS_CA_FILE cannot be read: it takes ${takes()}`, { cause });
  }
  throw new ConfigError(`REDIS_CA_FILE holds no certificate: it takes ${takes()}`);
}

const takes = () => variables.REDIS_CA_FILE.desc;
