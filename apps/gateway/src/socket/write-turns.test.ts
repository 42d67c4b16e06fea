import { setImmediate as nextTurn } from "node:timers/promises";
import { limits } from "@chat/contract";
import t from "tap";
import { WriteTurns } from "./write-turns.ts";

const writerOf = (written: string[], name: string) => ({ flush: () => void written.push(name) });

t.test("what few sockets get overtakes what very many get, and both arrive", async (t) => {
  const turns = new WriteTurns();
  const written: string[] = [];
  const many = limits.SOCKET_WRITES_PER_TURN_MAX * 3;
  for (let index = 0; index < many; index += 1) {
    turns.add(writerOf(written, "bulk"), true);
  }
  await nextTurn();
  t.equal(written.length, limits.SOCKET_WRITES_PER_TURN_MAX, "a turn ends");
  turns.add(writerOf(written, "prompt"), false);
  while (written.length <= many) {
    await nextTurn();
  }
  t.equal(written.indexOf("prompt"), limits.SOCKET_WRITES_PER_TURN_MAX);
  t.equal(written.length, many + 1);
});

t.test("however much few sockets get, very many get theirs", async (t) => {
  const turns = new WriteTurns();
  const written: string[] = [];
  turns.add(writerOf(written, "bulk"), true);
  for (let index = 0; index < limits.SOCKET_WRITES_PER_TURN_MAX * 2; index += 1) {
    turns.add(writerOf(written, "prompt"), false);
  }
  await nextTurn();
  t.ok(written.includes("bulk"));
});

t.test("what is added while others write comes in the next turn", async (t) => {
  const turns = new WriteTurns();
  const written: string[] = [];
  const again = {
    flush() {
      written.push("first");
      turns.add(writerOf(written, "second"), false);
    },
  };
  turns.add(again, false);
  await nextTurn();
  t.same(written, ["first"]);
  await nextTurn();
  t.same(written, ["first", "second"]);
});
