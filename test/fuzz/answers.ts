import assert from "node:assert/strict";
import { buildOpenApiDocument } from "@chat/api";
import { ERRORS, type ErrorCode, errorType, type Operation, Problem } from "@chat/contract";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { HttpAnswer } from "./http.ts";

type Validator = ReturnType<typeof Compile>;

const problemValidator = Compile(Problem);
const validators = new Map<TSchema, Validator>();

interface Document {
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}
interface Described {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}
interface Response {
  readonly description: string;
}

/** A refusal names its codes at the beginnings of its paragraphs. */
const CODE = /^`(\w+)`:/gm;

/** Operation → the codes that the OpenAPI document names for it. */
export async function documentedCodes(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { paths, components } = (await buildOpenApiDocument()) as Document;
  const find = (response: Response | { readonly $ref: string }) =>
    "$ref" in response ? components.responses[response.$ref.split("/").at(-1) ?? ""] : response;
  const described = Object.values(paths).flatMap((path) => Object.values(path));
  return new Map(
    described.map(({ operationId, responses }) => [
      operationId,
      new Set(
        Object.values(responses)
          .flatMap((response) => [...(find(response)?.description.matchAll(CODE) ?? [])])
          .flatMap(([, code = ""]) => (code in ERRORS ? [code] : [])),
      ),
    ]),
  );
}

/** Holds an answer against what the operation documents; gives back the problem, if it is one. */
export function assertAnswer(
  operation: Operation,
  answer: HttpAnswer,
  documented: ReadonlySet<string>,
): Problem | undefined {
  const { status, text } = answer;
  if (status >= 400) {
    const problem = assertProblem(answer);
    assert.ok(documented.has(problem.code), `${operation.id} does not document ${problem.code}`);
    return problem;
  }
  const schema = operation.answers[status];
  assert.notEqual(schema, undefined, `${operation.id} does not document ${status}`);
  if (!schema) {
    assert.equal(text, "");
    return undefined;
  }
  const validator = validators.get(schema) ?? Compile(schema);
  validators.set(schema, validator);
  assertFits(validator, JSON.parse(text));
  return undefined;
}

/** Holds an answer against what every refusal is. */
export function assertProblem({ status, headers, text }: HttpAnswer): Problem {
  assert.ok(status >= 400 && status < 500, `answered ${status}: ${text}`);
  assert.equal(headers["content-type"], "application/problem+json; charset=utf-8");
  const problem: Problem = JSON.parse(text);
  assertFits(problemValidator, problem);
  const { title } = ERRORS[problem.code as ErrorCode];
  assert.equal(problem.status, status);
  assert.equal(ERRORS[problem.code].status, status);
  assert.equal(problem.title, title);
  assert.equal(problem.type, errorType(problem.code));
  assert.equal(problem.request_id, headers["x-request-id"]);
  assert.ok(text.length < 4_000, "a problem is short");
  return problem;
}

function assertFits(validator: Validator, value: unknown): void {
  const [error] = validator.Errors(value);
  assert.equal(error, undefined, `${error?.instancePath} ${error?.message}`);
}
