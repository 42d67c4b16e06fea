import type * as schema from "@grafana/schema";
import type { Options as BarGaugeOptions } from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type { Options as StatOptions } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type {
  FieldConfig as TimeSeriesFieldConfig,
  Options as TimeSeriesOptions,
} from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

/** A type of Grafana's with the words of its enumerations, as JSON has them, and nothing that can be added to. */
type AsJson<T> = T extends string
  ? `${T}`
  : T extends readonly (infer Element)[]
    ? readonly AsJson<Element>[]
    : T extends object
      ? { readonly [Key in keyof T]: AsJson<T[Key]> }
      : T;

export type GrafanaDashboard = AsJson<schema.Dashboard>;
export type GrafanaPanel = AsJson<schema.Panel>;
export type GrafanaRow = AsJson<schema.RowPanel>;
export type GrafanaVariable = AsJson<schema.VariableModel>;
export type GrafanaThresholds = NonNullable<
  NonNullable<GrafanaPanel["fieldConfig"]>["defaults"]["thresholds"]
>;

/** What of a panel depends on its type. */
export interface PanelOptions {
  readonly number: Partial<AsJson<StatOptions>>;
  readonly bars: Partial<AsJson<BarGaugeOptions>>;
  readonly lines: Partial<AsJson<TimeSeriesOptions>>;
}
export type LineConfig = AsJson<Pick<TimeSeriesFieldConfig, "fillOpacity" | "thresholdsStyle">>;
