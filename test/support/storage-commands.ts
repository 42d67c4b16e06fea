import type { TestProcess } from "./platform.ts";

/** The names of the commands that a process sends to the storage, as they come. */
export function watchStorage(process: TestProcess | undefined): string[] {
  const commands: string[] = [];
  process?.platform.storage.middlewareStack.add(
    (next, context) => (input) => {
      commands.push(context.commandName ?? "");
      return next(input);
    },
    { step: "initialize" },
  );
  return commands;
}

/** Has the next command of this name fail, as a storage does that is away. */
export function failNext(process: TestProcess | undefined, name: string): void {
  let failed = false;
  process?.platform.storage.middlewareStack.add(
    (next, context) => async (input) => {
      if (context.commandName === name && !failed) {
        failed = true;
        throw new Error("the storage is away");
      }
      return next(input);
    },
    { step: "initialize" },
  );
}
