/** The metrics of ours and the recordings that a query asks for; of a histogram its own name. */
export function namesIn(query: string): string[] {
  const names = query.match(/\bchat[_:][a-z0-9_:]+/gi) ?? [];
  return [...new Set(names.map((name) => name.replace(/_(?:bucket|count|sum)$/, "")))];
}

/** The parts of a query that select series, without their range. */
export function selectorsIn(query: string): string[] {
  return query.match(/\b(?:chat[_:][a-z0-9_:]+|up)\b(?:\{[^}]*\})?/gi) ?? [];
}
