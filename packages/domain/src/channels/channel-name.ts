import { limits } from "@chat/contract";
import { invalid } from "../errors.ts";

/** The same name in one form; a few letters take more code points in it. */
export function normalisedName(given: string): string {
  const name = given.normalize("NFC");
  if (Array.from(name).length > limits.CHANNEL_NAME_LENGTH_MAX) {
    const max = limits.CHANNEL_NAME_LENGTH_MAX;
    throw invalid("body.name", `must be at most ${max} characters in NFC`);
  }
  return name;
}
