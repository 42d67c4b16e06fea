/** The object storage is away, or refuses what the service asks of it. */
export class StorageUnavailable extends Error {
  override readonly name = "StorageUnavailable";

  constructor(cause: unknown) {
    super("the object storage did not do what it was asked to", { cause });
  }
}

/** @throws {StorageUnavailable} for whatever S3 failed with */
export function unavailable(cause: unknown): never {
  throw new StorageUnavailable(cause);
}
