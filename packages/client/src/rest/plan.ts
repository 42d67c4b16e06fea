import type { Operation } from "@chat/contract";

export interface SplitInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly multipart?: Readonly<Record<string, unknown>>;
}

/** How an operation's input is laid out, read once from its schemas. */
export interface Plan {
  /** True if the body has a `client_id`: such a request can be sent twice. */
  readonly takesClientId: boolean;
  split(input: Readonly<Record<string, unknown>>): SplitInput;
  /** Path and query under `/api/v1`. */
  target(input: SplitInput): string;
}

const plans = new WeakMap<Operation, Plan>();

export function planOf(operation: Operation): Plan {
  const known = plans.get(operation);
  if (known !== undefined) {
    return known;
  }
  const plan = makePlan(operation);
  plans.set(operation, plan);
  return plan;
}

function makePlan(operation: Operation): Plan {
  const paramNames = new Set(Array.from(operation.path.matchAll(/:(\w+)/g), (match) => match[1]));
  const queryNames = propertiesOf(operation.query);
  return {
    takesClientId: propertiesOf(operation.body).has("client_id"),
    split(input) {
      const params: Record<string, unknown> = {};
      const query: Record<string, unknown> = {};
      const rest: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(input)) {
        if (paramNames.has(name)) {
          params[name] = value;
        } else if (queryNames.has(name)) {
          query[name] = value;
        } else {
          rest[name] = value;
        }
      }
      if (operation.multipart !== undefined) {
        return { params, query, multipart: rest };
      }
      return operation.body === undefined ? { params, query } : { params, query, body: rest };
    },
    target: ({ params = {}, query = {} }) => fillPath(operation, params) + queryString(query),
  };
}

function propertiesOf(schema: { properties?: object } | undefined): ReadonlySet<string> {
  return new Set(Object.keys(schema?.properties ?? {}));
}

function fillPath(operation: Operation, params: Readonly<Record<string, unknown>>): string {
  return operation.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (typeof value !== "string" || value === "") {
      throw new TypeError(`${operation.id} needs ${name}`);
    }
    return encodeURIComponent(value);
  });
}

function queryString(query: Readonly<Record<string, unknown>>): string {
  const present = Object.entries(query).filter(([, value]) => value !== undefined);
  if (present.length === 0) {
    return "";
  }
  return `?${new URLSearchParams(present.map(([name, value]): [string, string] => [name, String(value)]))}`;
}
