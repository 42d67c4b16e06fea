import t from "tap";
import { readDashboards } from "./dashboards.ts";

/** Of Grafana's grid, some 38 pixels each: what a screen shows without scrolling. */
const SCREEN_ROWS = 26;
const COLUMNS = 24;

t.test("every panel says what it shows, in which unit, and from where on it is bad", async (t) => {
  for (const { uid, panels } of await readDashboards()) {
    for (const { type, title, description, fieldConfig, targets = [] } of panels) {
      if (type === "row") {
        continue;
      }
      const place = `${uid}, ${title}`;
      t.match(description, /^\S.{8,}/, place);
      t.ok(fieldConfig?.defaults.unit, place);
      t.ok(targets.length > 0 && targets.every(({ legendFormat }) => legendFormat), place);
      const [first, ...steps] = fieldConfig?.defaults.thresholds.steps ?? [];
      t.equal(first?.value, null, `${place}: the first colour has no beginning`);
      const values = steps.map(({ value }) => Number(value));
      t.same(
        values,
        values.toSorted((a, b) => a - b),
        `${place}: each colour begins above the one before`,
      );
    }
  }
});

t.test("panels stand beside each other, and the overview on one screen", async (t) => {
  for (const { uid, panels } of await readDashboards()) {
    const taken = new Set<string>();
    for (const { title, gridPos } of panels) {
      const { x, y, w, h } = gridPos;
      t.ok(x + w <= COLUMNS, `${uid}, ${title}`);
      for (let row = y; row < y + h; row += 1) {
        for (let column = x; column < x + w; column += 1) {
          t.notOk(taken.has(`${row} ${column}`), `${uid}, ${title}`);
          taken.add(`${row} ${column}`);
        }
      }
    }
  }
  const overview = (await readDashboards()).find(({ uid }) => uid === "chat-overview");
  const bottoms = overview?.panels.map(({ gridPos: { y, h } }) => y + h) ?? [];
  t.ok(bottoms.length > 0 && Math.max(...bottoms) <= SCREEN_ROWS);
});

t.test("where all is well, the first number of the overview is green", async (t) => {
  const overview = (await readDashboards()).find(({ uid }) => uid === "chat-overview");
  const firing = overview?.panels.find(({ title }) => title === "Alerts firing");
  t.match(firing?.fieldConfig?.defaults.thresholds.steps, [
    { color: "green", value: null },
    { value: 1 },
    { color: "red", value: 1 },
  ]);
});
