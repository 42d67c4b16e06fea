export interface Emitter<Events> {
  on<T extends keyof Events>(type: T, listener: (event: Events[T]) => void): () => void;
  emit<T extends keyof Events>(type: T, event: Events[T]): void;
}

export function createEmitter<Events>(): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(event: never) => void>>();
  return {
    on(type, listener) {
      const added = listeners.get(type) ?? new Set();
      listeners.set(type, added.add(listener));
      return () => {
        added.delete(listener);
      };
    },
    emit(type, event) {
      for (const listener of listeners.get(type) ?? []) {
        try {
          listener(event as never);
        } catch (error) {
          // A listener's mistake is the program's, neither the socket's nor the next listener's.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
