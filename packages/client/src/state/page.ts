import type { DurableEvent } from "@chat/contract";

/**
 * A part of a list as the service answered it at event `as_of_seq` of the
 * channel, or as the events up to there have left it since.
 */
export interface Page<T> {
  readonly items: readonly T[];
  readonly as_of_seq: number;
}

/** Folds an event that the page does not know of yet; anything older leaves it as it is. */
export function foldPage<T, P extends Page<T>>(
  page: P,
  event: DurableEvent,
  fold: (items: readonly T[]) => readonly T[],
): P {
  if (event.seq <= page.as_of_seq) {
    return page;
  }
  return { ...page, items: fold(page.items), as_of_seq: event.seq };
}

/** The items with `change` applied to each; those for which it answers undefined are left out. */
export function changeItems<T>(
  items: readonly T[],
  change: (item: T) => T | undefined,
): readonly T[] {
  let changed = false;
  const kept: T[] = [];
  for (const item of items) {
    const next = change(item);
    changed ||= next !== item;
    if (next !== undefined) {
      kept.push(next);
    }
  }
  return changed ? kept : items;
}
