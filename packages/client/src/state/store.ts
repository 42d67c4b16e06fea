import { createEmitter } from "../socket/emitter.ts";

/** State that is read as a whole; each snapshot stays as it is, the next one is another object. */
export interface Observable<T> {
  snapshot(): T;
  /** Calls `listener` after every change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

export interface Store<T> extends Observable<T> {
  set(next: T): void;
}

export function createStore<T>(initial: T): Store<T> {
  const { on, emit } = createEmitter<{ change: undefined }>();
  let present = initial;
  return {
    snapshot: () => present,
    subscribe: (listener) => on("change", listener),
    set(next) {
      if (next !== present) {
        present = next;
        emit("change", undefined);
      }
    },
  };
}
