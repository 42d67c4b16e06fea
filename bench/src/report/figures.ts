import type { Ratio } from "../measure/ratio.ts";

/** As `1.08 (1.02–1.15)`; a dash where there were too few pairs. */
export function ratioText({ mean, low, high }: Ratio): string {
  if (Number.isNaN(mean)) {
    return "–";
  }
  return `${mean.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** Three digits that say something; a dash for what was not measured. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) {
    return "–";
  }
  return value >= 100 ? whole(value) : String(Number(value.toPrecision(value >= 10 ? 3 : 2)));
}
