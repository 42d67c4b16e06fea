import assert from "node:assert/strict";
import { type Operation, operations } from "@chat/contract";
import t from "tap";
import { assertAnswer, documentedCodes } from "./fuzz/answers.ts";
import { brokenCalls, type Call, toRequest, validCalls } from "./fuzz/call.ts";
import { exampleCall } from "./fuzz/example.ts";
import { send } from "./fuzz/http.ts";
import { mayBeRefused } from "./fuzz/rules.ts";
import { createThings, startFuzzedService } from "./fuzz/service.ts";
import { assertProperty } from "./support/property.ts";

const all: Operation[] = Object.values(operations).filter((it) => typeof it === "object");
const NO_ROUTE = "there is no such path";

t.test("whatever is sent is answered as the operation documents", async (t) => {
  const service = await startFuzzedService(t);
  const documented = await documentedCodes();
  const seen = new Map<string, Set<string>>();

  const answerOf = async (operation: Operation, call: Call) => {
    const caller = service.callers[call.by] ?? service.callers[0];
    const request = toRequest(operation, call, caller);
    const answer = await send(service.api.url, request);
    const problem = assertAnswer(operation, answer, documented.get(operation.id) ?? new Set());
    const answers = seen.get(operation.id) ?? new Set();
    seen.set(operation.id, answers.add(problem?.code ?? `${answer.status}`));
    const { content } = (call.body ?? {}) as { content?: unknown };
    if (problem) {
      assert.ok(!answer.text.includes(caller.token));
      assert.ok(
        typeof content !== "string" || content.length < 8 || !answer.text.includes(content),
      );
    }
    return problem;
  };

  for (const operation of all) {
    await t.test(operation.id, async (t) => {
      const example = exampleCall(operation, await createThings(service));
      t.equal(await answerOf(operation, example), undefined, "its example is granted");
      const ids = await createThings(service);
      await t.test("what the schemas take is not refused by them", (t) =>
        assertProperty(t, 20, validCalls(operation, ids), async (call) => {
          const problem = await answerOf(operation, call);
          assert.ok(problem?.detail !== NO_ROUTE, "its path is one of the API");
          assert.ok(
            problem?.code !== "invalid_request" || mayBeRefused(operation.id, call),
            `refused: ${problem?.detail}`,
          );
        }),
      );
      const mistakes = brokenCalls(operation, ids);
      if (mistakes) {
        await t.test("one mistake is named", (t) =>
          assertProperty(t, 40, mistakes, async (call) => {
            const problem = await answerOf(operation, call);
            assert.equal(problem?.code, "invalid_request");
            const paths = problem?.errors?.map(({ path }) => path) ?? [];
            assert.ok(
              paths.some((path) => path.startsWith(call.wrongAt ?? "")),
              `names ${paths} instead of ${call.wrongAt}`,
            );
          }),
        );
      }
    });
  }
  const errors = service.api.log.filter(({ level }) => level === "error" || level === "fatal");
  t.same(errors, [], "nothing failed inside");
  for (const [operationId, answers] of seen) {
    t.comment(`${operationId} answered ${[...answers].join(", ")}`);
  }
});
