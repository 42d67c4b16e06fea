/** What a child can be asked, by name. */
export type Commands = Readonly<Record<string, (about: never) => unknown>>;

interface Question {
  readonly id: number;
  readonly command: string;
  readonly about: unknown;
}

/** Answers the process that started this one, and ends with it. */
export function serveParent(commands: Commands): void {
  process.on("message", ({ id, command, about }: Question) => {
    void answer(commands[command], about)
      .then((result) => process.send?.({ id, answer: result }))
      .catch((error: Error) => process.send?.({ id, error: error.stack ?? error.message }));
  });
  process.on("disconnect", () => process.exit());
}

async function answer(
  command: ((about: never) => unknown) | undefined,
  about: unknown,
): Promise<unknown> {
  if (!command) {
    throw new Error("there is no such command");
  }
  return command(about as never);
}
