/** The part of a tap test that helpers need: what is registered last runs first. */
export interface Teardown {
  teardown(run: () => unknown): void;
}
