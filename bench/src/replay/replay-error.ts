/** What the person at the terminal can do something about: its message is all that is shown. */
export class ReplayError extends Error {
  override readonly name = "ReplayError";
}
