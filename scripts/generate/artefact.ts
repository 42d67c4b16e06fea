/** A file that is made from the code, committed, and compared with the code by `pnpm verify`. */
export interface Artefact {
  /** Relative to the repository, with `/` between folders. */
  path: string;
  /** The whole content that the file should have. */
  make(): Promise<string>;
}
