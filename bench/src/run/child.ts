import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A process of the measurement's own, which answers what it is asked. */
export interface Child {
  readonly pid: number;
  ask<Answer>(command: string, about?: unknown): Promise<Answer>;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/**
 * Starts `main` as a process of its own; ended with the stack. It ends by
 * itself when this process is gone.
 */
export async function startChild(
  stack: AsyncDisposableStack,
  main: URL,
  { args = [], execArgv = [] }: { args?: readonly string[]; execArgv?: readonly string[] } = {},
): Promise<Child> {
  const child = fork(main, args, {
    execArgv: ["--conditions=@chat/source", ...execArgv],
    serialization: "advanced",
  });
  stack.defer(() => endChild(child));
  await once(child, "spawn");
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) {
      reject(error);
    }
    waiting.clear();
  };
  child.on("exit", (code, signal) => fail(new Error(`${main.pathname} ended: ${code ?? signal}`)));
  child.on("message", ({ id, answer, error }: Reply) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) {
      asked?.resolve(answer);
    } else {
      asked?.reject(new Error(error));
    }
  });
  let ids = 0;
  return {
    pid: child.pid ?? 0,
    ask: <Answer>(command: string, about?: unknown) =>
      new Promise<Answer>((resolve, reject) => {
        ids += 1;
        waiting.set(ids, { resolve: (answer) => resolve(answer as Answer), reject });
        child.send({ id: ids, command, about });
      }),
  };
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.kill("SIGTERM")) {
    await once(child, "exit");
  }
}
