/** Where `docs/runbooks` can be read: the same in the alerts. */
export const RUNBOOKS_URL = "https://chat.example.com/docs/runbooks";

/** `OutboxStuck` is in `outbox-stuck.md`. */
export function runbookUrl(alert: string): string {
  const words = alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  return `${RUNBOOKS_URL}/${words}.md`;
}
