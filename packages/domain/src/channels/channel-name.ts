import { limits } from "@chat/contract";
import { ChatError } from "../errors.ts";

/** The same name in one form; a few letters take more code points in it. */
export function normalisedName(given: string): string {
  const name = given.normalize("NFC");
  if (Array.from(name).length > limits.CHANNEL_NAME_LENGTH_MAX) {
    const max = limits.CHANNEL_NAME_LENGTH_MAX;
    throw new ChatError("invalid_request", `body.name: at most ${max} characters in NFC`);
  }
  return name;
}
