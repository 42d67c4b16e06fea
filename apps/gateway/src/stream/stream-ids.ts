/** Stream ids are `milliseconds-sequence`; negative: a lies before b. */
export function compareIds(a: string, b: string): number {
  const [aMs = "0", aSeq = "0"] = a.split("-");
  const [bMs = "0", bSeq = "0"] = b.split("-");
  return Number(aMs) - Number(bMs) || Number(aSeq) - Number(bSeq);
}

/** When an entry was appended, by Redis's clock. */
export function timeOf(id: string): number {
  return Number(id.split("-")[0]);
}

export const STREAM_START = "0-0";
