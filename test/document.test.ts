import { readFile } from "node:fs/promises";
import { operations } from "@chat/contract";
import t from "tap";
import { startWorld } from "./support/world.ts";

const COMMITTED = new URL("../docs/openapi.json", import.meta.url);

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { operationId: string }>>;
}

t.test("the API serves the committed document, to everybody", async (t) => {
  const world = await startWorld(t);
  const answer = await fetch(`${world.apis[0]?.url}/openapi.json`);
  const document = (await answer.json()) as Document;
  t.strictSame(document, JSON.parse(await readFile(COMMITTED, "utf8")));
  t.match(document.openapi, /^3\.1/);
  const documented = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  const ids = Object.values(operations).flatMap((value) => ("id" in value ? [value.id] : []));
  t.strictSame(documented.sort(), ids.sort(), "every operation of the contract");
});
