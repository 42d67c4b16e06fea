/** A command as it goes to Redis, its arguments as bytes of UTF-8. */
export function redisCommand(args: readonly (string | number)[]): Buffer {
  const parts = args.map((argument) => {
    const text = String(argument);
    return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
  });
  return Buffer.from(`*${args.length}\r\n${parts.join("")}`);
}
