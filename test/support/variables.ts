/** One of the addresses that `npm test` hands to the tests. */
export function testVariable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: run tests through npm test (npm test -- <file>)`);
  }
  return value;
}
