const PAIR = /^\s*([\w-]+)\s*=\s*(\S*)\s*$/;

/**
 * Headers as OpenTelemetry has them in a variable: `name=value,name=value`,
 * values percent-encoded.
 *
 * @throws where one is none
 */
export function parseOtlpHeaders(text: string): Record<string, string> {
  const pairs = text.split(",").map((pair) => {
    const [, name, value] = PAIR.exec(pair) ?? [];
    if (name === undefined || value === undefined) {
      throw new TypeError("not a header");
    }
    return [name, decodeURIComponent(value)] as const;
  });
  return Object.fromEntries(pairs);
}
