/** Where the bytes of a file are, by what is known of them. */
export type StoragePlace = "quarantine" | "clean" | "thumbnail" | "resumable";

export function storageKey(place: StoragePlace, orgId: string, attachmentId: string): string {
  return `${place}/${orgId}/${attachmentId}`;
}
