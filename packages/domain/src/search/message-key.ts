/** What names a message among those of all organisations. */
export interface MessageKey {
  readonly orgId: string;
  readonly id: string;
}
