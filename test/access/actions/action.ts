import type { CallInput, FileInput } from "@chat/client";
import type { Operation } from "@chat/contract";
import type { Rest, RestAnswer } from "../../support/rest.ts";
import type { StageOptions } from "../stage.ts";

/** One way to call an operation; `Scene` says on what. */
export interface Action<Scene> {
  readonly operation: Operation;
  readonly options: StageOptions;
  perform(rest: Rest, scene: Scene): Promise<RestAnswer>;
}

/** By the names of `docs/access.md`: the operation's id, then what is special, in brackets. */
export type Actions<Scene> = Readonly<Record<string, Action<Scene>>>;

interface Input {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly multipart?: FileInput;
}

export function action<O extends Operation, Scene>(
  operation: O,
  inputOf: (scene: Scene) => CallInput<O>,
  options: StageOptions = {},
): Action<Scene> {
  return {
    operation,
    options,
    perform: (rest, scene) => send(rest, operation, inputOf(scene) as Input),
  };
}

/** The path of an operation whose parameters are filled in. */
export function pathOf(
  operation: Operation,
  parameter: (name: string) => string | undefined,
): string {
  return operation.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(parameter(name) ?? ""),
  );
}

function send(rest: Rest, operation: Operation, input: Input): Promise<RestAnswer> {
  const { params = {}, query = {}, multipart } = input;
  const body = multipart ? toForm(multipart) : input.body;
  const path = pathOf(operation, (name) => params[name]);
  const search = new URLSearchParams(query).toString();
  return rest(operation.method, search === "" ? path : `${path}?${search}`, body);
}

function toForm({ file, name, channel_id: channelId }: FileInput): FormData {
  const form = new FormData();
  if (channelId !== undefined) {
    form.append("channel_id", channelId);
  }
  form.append("file", file, name);
  return form;
}
