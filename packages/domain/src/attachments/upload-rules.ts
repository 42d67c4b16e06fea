/** What a service allows of files, as it is configured. */
export interface UploadRules {
  /** Of one file. */
  readonly bytesMax: number;
  /** Of all files of one organisation; undefined: no bound. */
  readonly orgQuotaBytes: number | undefined;
  /** Whether a file waits for its virus scan before it is served. */
  readonly scan: boolean;
}
