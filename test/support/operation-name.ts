import { type Operation, operations } from "@chat/contract";

const BASE = "/api/v1";

/** The id of the operation that a request is for, as the API finds it: a literal path before a pattern. */
export function operationNamed(method: string, pathname: string): string {
  const [found] = Object.values(operations)
    .filter((value): value is Extract<typeof value, Operation> => "path" in value)
    .filter((operation) => operation.method === method && matches(operation, pathname))
    .toSorted((one, other) => parametersOf(one) - parametersOf(other));
  return found?.id ?? "no operation";
}

function matches({ path }: Operation, pathname: string): boolean {
  const pattern = (BASE + path).replace(/:\w+/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(pathname);
}

function parametersOf({ path }: Operation): number {
  return path.split("/:").length;
}
