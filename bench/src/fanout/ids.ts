/** Ids that are the same in every run, by number. */
function idOf(kind: number, index: number): string {
  return `01900000-000${kind}-7000-8000-${String(index).padStart(12, "0")}`;
}

export const ORGANISATION_ID = idOf(1, 0);

export function channelIdOf(room: number): string {
  return idOf(2, room);
}

export function userIdOf(client: number): string {
  return idOf(3, client);
}
