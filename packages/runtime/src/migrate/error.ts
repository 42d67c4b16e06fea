/** One line that says what stands between the files and the database. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}
