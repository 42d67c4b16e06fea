/** A LIKE pattern for whatever contains the text, taken for what it is. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
