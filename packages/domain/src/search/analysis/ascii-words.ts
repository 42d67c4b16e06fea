/**
 * Words as ICU divides ASCII (Unicode's word boundaries: letters, digits and
 * `_` hang together; `.`, `:` and `'` between letters, `.`, `,`, `;` and `'`
 * between digits), many times faster.
 */
const WORD =
  /[A-Za-z0-9_]+(?:(?:(?<=[A-Za-z])[.:'](?=[A-Za-z])|(?<=[0-9])[.,;'](?=[0-9]))[A-Za-z0-9_]+)*/g;
const ASCII = /^[\0-\x7f]*$/;

export interface Segment {
  readonly text: string;
  readonly index: number;
}

/** Undefined where the text is not all ASCII. */
export function asciiWords(text: string): Segment[] | undefined {
  if (!ASCII.test(text)) {
    return undefined;
  }
  const words = Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({ text: word, index }));
  return words.filter(({ text: word }) => word !== "_");
}
