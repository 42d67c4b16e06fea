import { randomUUID } from "node:crypto";
import { type Rest, type RestAnswer, restDirectly } from "../support/rest.ts";
import { signToken } from "../support/tokens.ts";

const ANSWER_MS = 30_000;

/** A user, whichever service is asked. */
export interface Person {
  readonly id: string;
  readonly token: string;
  readonly name: string;
  at(apiUrl: string): Rest;
}

export function createPerson(orgId: string, name: string): Person {
  const id = randomUUID();
  const token = signToken({ sub: id, org_id: orgId, name, email: `${name}@example.com` });
  return { id, token, name, at: (apiUrl) => restDirectly(apiUrl, token, ANSWER_MS) };
}

/** @throws where the request was refused */
export async function done(answer: Promise<RestAnswer>) {
  const { status, body } = await answer;
  if (status >= 300) {
    throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
  }
  return body;
}

export async function uploadAs(
  rest: Rest,
  name: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const form = new FormData();
  form.append("file", new Blob([content]), name);
  return (await done(rest("POST", "/upload", form))).id;
}
