/** Ids of the seeded database count upwards, so that a test can name a row without having asked for it. */
const HEADS = {
  org: "0190000a",
  user: "0190000b",
  channel: "0190000c",
  message: "0190000d",
} as const;

type Kind = keyof typeof HEADS;

export function idOf(kind: Kind, number: number): string {
  return `${HEADS[kind]}-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** The same in SQL. */
export function idIn(kind: Kind, number: string): string {
  return `('${HEADS[kind]}-0000-7000-8000-' || lpad(to_hex((${number})::bigint), 12, '0'))::uuid`;
}
