import t from "tap";
import { ChatError } from "../../errors.ts";
import { parseQuery } from "./parse-query.ts";

const ME = "01938a5e-7c1f-7d3a-9b52-4e8f0c6a1d27";
const parse = (q: string) => parseQuery(q, ME);
const wordsOf = (q: string) =>
  parse(q).wanted.terms.map(({ alternatives }) =>
    alternatives.map((steps) => steps.map(([first]) => first)),
  );

t.test("words stand alone, phrases and what is joined by signs side by side", async (t) => {
  t.same(wordsOf("one two"), [[["one"]], [["two"]]]);
  t.same(wordsOf('"One two"'), [[["one", "two"]]]);
  t.same(wordsOf('"one two'), [[["one", "two"]]], "a quotation that does not end");
  t.same(wordsOf("user-service.ts"), [[["user", "service", "ts"]]]);
  t.same(wordsOf("fetchUser"), [[["fetchuser"], ["fetch", "user"]]]);
  t.same(wordsOf('?! - ""'), []);
});

t.test("a word brings its stems, a phrase does not", async (t) => {
  t.same(parse("running").wanted.terms, [{ alternatives: [[["running", "run"]]] }]);
  t.same(parse('"running"').wanted.terms, [{ alternatives: [[["running"]]] }]);
});

t.test("operators are taken apart, and what is none is words", async (t) => {
  const query = parse('from:me -from:"Ada L" in:#general -in:random has:link -has:file is:thread');
  t.same(query.wanted.authors, { ids: [ME], names: [] });
  t.same(query.unwanted.authors, { ids: [], names: ["ada l"] });
  t.same(query.wanted.channels, { ids: [], names: ["general"] });
  t.same(query.unwanted.channels, { ids: [], names: ["random"] });
  t.same(parse("in:Cafe\u0301").wanted.channels.names, ["caf\u00e9"], "as channels are named");
  t.same(query.wanted.traits, ["link", "thread"]);
  t.same(query.unwanted.traits, ["file"]);
  t.same(query.wanted.terms, []);
  t.same(wordsOf("has:thread"), [[["has:thread"], ["has", "thread"]]]);
  t.same(wordsOf("color:red from:"), [[["color:red"], ["color", "red"]], [["from"]]]);
  t.same(parse(`from:<@${ME.toUpperCase()}>`).wanted.authors.ids, [ME]);
});

t.test("days are in UTC, and the day itself is neither before nor after itself", async (t) => {
  const times = (q: string) => {
    const { since, until } = parse(q);
    return [since?.toISOString(), until?.toISOString()];
  };
  t.same(times("before:2024-02-29"), [undefined, "2024-02-29T00:00:00.000Z"]);
  t.same(times("after:2024-02-29"), ["2024-03-01T00:00:00.000Z", undefined]);
  t.same(times("on:2024-02-29"), ["2024-02-29T00:00:00.000Z", "2024-03-01T00:00:00.000Z"]);
  t.same(times("after:2024-01-01 before:2024-03-01 before:2024-02-01"), [
    "2024-01-02T00:00:00.000Z",
    "2024-02-01T00:00:00.000Z",
  ]);
  for (const q of ["on:2023-02-29", "before:tomorrow", "after:2024-1-1", "-on:2024-01-01"]) {
    t.throws(() => parse(q), ChatError, q);
  }
});
