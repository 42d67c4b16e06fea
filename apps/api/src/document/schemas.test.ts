import t from "tap";
import type { OpenApiDocument } from "./document.ts";
import { nameSchemas } from "./schemas.ts";

const documentOf = (...schemas: object[]) => {
  const contents = schemas.map((schema) => ({ "application/json": { schema } }));
  const operations = contents.map((content, index) => ({
    operationId: `operation${index}`,
    responses: { 200: { description: "", content } },
  }));
  return {
    paths: Object.fromEntries(operations.map((get, index) => [`/${index}`, { get }])),
    components: {} as { schemas?: Record<string, unknown> },
  } satisfies OpenApiDocument;
};

const id = { title: "Id", type: "string" };

t.test("a schema with a title stands in the components once", async (t) => {
  const thing = { title: "Thing", type: "object", properties: { id, title: { type: "string" } } };
  const document = documentOf(thing, { type: "array", items: thing });
  nameSchemas(document);
  const $ref = "#/components/schemas/Thing";
  t.strictSame(
    Object.values(document.paths).map(
      ({ get }) => get.responses[200].content["application/json"].schema,
    ),
    [{ $ref }, { type: "array", items: { $ref } }],
  );
  t.strictSame(document.components.schemas, {
    Id: id,
    Thing: {
      ...thing,
      properties: { id: { $ref: "#/components/schemas/Id" }, title: { type: "string" } },
    },
  });
});

t.test("two different schemas of one title are refused", async (t) => {
  const document = documentOf(id, { ...id, maxLength: 1 });
  t.throws(() => nameSchemas(document), { message: "two different schemas are called Id" });
});
