import { RUNBOOKS_URL, runbookUrl } from "../runbooks.ts";
import type { Dashboard, Panel, Row } from "./dashboard.ts";
import type {
  GrafanaDashboard,
  GrafanaPanel,
  GrafanaRow,
  GrafanaThresholds,
  GrafanaVariable,
  LineConfig,
  PanelOptions,
} from "./grafana.ts";

const DATASOURCE = { type: "prometheus", uid: "prometheus" };
const TAG = "chat";
const COLUMNS = 24;
const NUMBER_HEIGHT = 4;
/** Of the JSON that dashboards are stored as: Grafana 11 reads it, and newer ones bring it up to date. */
const SCHEMA_VERSION = 39;

/** The dashboard as Grafana stores it. */
export function renderDashboard(shown: Dashboard): string {
  const { uid, title, description, process, height, rows } = shown;
  const link = {
    asDropdown: false,
    icon: "external link",
    includeVars: false,
    keepTime: false,
    tags: [],
    targetBlank: true,
    tooltip: "",
    type: "link",
    url: "",
  } as const;
  const dashboard: GrafanaDashboard = {
    uid,
    title,
    description,
    tags: [TAG],
    schemaVersion: SCHEMA_VERSION,
    editable: false,
    graphTooltip: 1,
    refresh: "15s",
    time: { from: "now-1h", to: "now" },
    timezone: "utc",
    links: [
      { ...link, type: "dashboards", title: "Chat", tags: [TAG], asDropdown: true, keepTime: true },
      { ...link, title: "Runbooks", url: RUNBOOKS_URL },
    ],
    templating: { list: process === undefined ? [] : [instanceVariable(process)] },
    panels: renderRows(rows, height),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

function instanceVariable(process: string): GrafanaVariable {
  const query = `label_values(chat_build_info{process="${process}"}, instance)`;
  return {
    name: "instance",
    label: "Instance",
    type: "query",
    datasource: DATASOURCE,
    query: { query, refId: "instances" },
    refresh: 2,
    multi: true,
    includeAll: true,
    allValue: ".*",
    current: { text: "All", value: "$__all" },
  };
}

function renderRows(rows: readonly Row[], height: number): (GrafanaRow | GrafanaPanel)[] {
  const rendered: (GrafanaRow | GrafanaPanel)[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    const id = () => rendered.length + 1;
    const gridPos = { x: 0, y, w: COLUMNS, h: 1 };
    rendered.push({ id: id(), type: "row", title, collapsed: false, panels: [], gridPos });
    y += 1;
    const w = Math.floor(COLUMNS / panels.length);
    const h = panels.every(({ shows }) => shows === "number") ? NUMBER_HEIGHT : height;
    for (const [index, panel] of panels.entries()) {
      rendered.push({ id: id(), ...renderPanel(panel), gridPos: { x: index * w, y, w, h } });
    }
    y += h;
  }
  return rendered;
}

const TYPES = { number: "stat", bars: "bargauge", lines: "timeseries" } as const;
const LAST = { reduceOptions: { calcs: ["lastNotNull"] } };
const OPTIONS: PanelOptions = {
  number: { ...LAST, colorMode: "background", graphMode: "none", textMode: "auto" },
  bars: { ...LAST, orientation: "horizontal", displayMode: "basic" },
  lines: {
    legend: {
      showLegend: true,
      displayMode: "list",
      placement: "bottom",
      calcs: ["lastNotNull", "max"],
    },
    tooltip: { mode: "multi", sort: "desc" },
  },
};

function renderPanel(panel: Panel): GrafanaPanel {
  const { title, description, unit, queries, shows = "lines", limits, alert } = panel;
  const custom: LineConfig = {
    fillOpacity: 5,
    thresholdsStyle: { mode: limits ? "line" : "off" },
  };
  return {
    type: TYPES[shows],
    title,
    description,
    datasource: DATASOURCE,
    ...(alert === undefined ? {} : { links: [runbookLink(alert)] }),
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        thresholds: renderLimits(limits),
        ...(shows === "lines" ? { custom: { ...custom } } : {}),
      },
      overrides: [],
    },
    options: { ...OPTIONS[shows] },
    targets: Object.entries(queries).map(([legendFormat, expr], index) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + index),
      expr,
      legendFormat,
    })),
  };
}

function runbookLink(alert: string): NonNullable<GrafanaPanel["links"]>[number] {
  return {
    title: `Runbook: ${alert}`,
    url: runbookUrl(alert),
    type: "link",
    targetBlank: true,
    asDropdown: false,
    icon: "",
    includeVars: false,
    keepTime: false,
    tags: [],
    tooltip: "",
  };
}

/** Each colour holds from its value on; the first has none and holds below. */
function renderLimits(limits: Panel["limits"]): GrafanaThresholds {
  const [warn, bad] = limits ?? [];
  if (warn === undefined || bad === undefined) {
    return { mode: "absolute", steps: [{ color: "green", value: null }] };
  }
  const steps =
    bad >= warn
      ? [
          { color: "green", value: null },
          { color: "orange", value: warn },
          { color: "red", value: bad },
        ]
      : [
          { color: "red", value: null },
          { color: "orange", value: bad },
          { color: "green", value: warn },
        ];
  return { mode: "absolute", steps };
}
