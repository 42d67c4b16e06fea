import t from "tap";
import { flameChartOf, type Profile, treeOf } from "./flame-chart.ts";

const node = (id: number, functionName: string, children: number[] = [], url = "") => ({
  id,
  callFrame: { functionName, url, lineNumber: 0 },
  children,
});

const PROFILE: Profile = {
  nodes: [
    node(1, "(root)", [2, 5, 6]),
    node(2, "outer", [3, 4], "file:///app/apps/api/src/outer.ts"),
    node(3, "wide <&>"),
    node(4, "narrow"),
    node(5, "(idle)"),
    node(6, "executeUserEntryPoint"),
  ],
  samples: [2, 3, 3, 4, 5, 6],
  timeDeltas: [1_000, 400_000, 597_999, 1_001, 5_000_000, 700_000],
};

t.test(
  "a frame's time is its own and that of what it called; waiting and the start are none",
  async (t) => {
    const tree = treeOf(PROFILE);
    t.equal(tree.time, 1_000_000);
    t.equal(tree.children.length, 1);
    t.equal(tree.children[0]?.time, 1_000_000);
  },
);

t.test("the chart names what is wide enough, and leaves out what cannot be read", async (t) => {
  const svg = flameChartOf(treeOf(PROFILE), "Where the time goes");
  t.match(svg, "<title>outer outer.ts:1, 100.0 %</title>");
  t.match(svg, "<title>wide &lt;&amp;>, 99.8 %</title>");
  t.notMatch(svg, "narrow");
  t.notMatch(svg, "idle");
});
