/** Who is in which room. */
export interface Shape {
  readonly name: string;
  readonly title: string;
  readonly rooms: number;
  /** The rooms of each client, by their numbers. */
  readonly clients: readonly (readonly number[])[];
  /** Clients that a message reaches. */
  readonly roomSize: number;
  /** What a message's text holds, and how long its frame is. */
  readonly frame: "short" | "message";
}

function shape(
  name: string,
  title: string,
  rooms: number,
  clientCount: number,
  roomsOf: (client: number) => number[],
  frame: Shape["frame"] = "short",
): Shape {
  const clients = Array.from({ length: clientCount }, (_, client) => roomsOf(client));
  const places = clients.reduce((sum, own) => sum + own.length, 0);
  return { name, title, rooms, clients, roomSize: places / rooms, frame };
}

/** Each of so many users is in `each` of the rooms, neighbours in mostly other ones. */
function spread(rooms: number, each: number): (client: number) => number[] {
  return (client) =>
    Array.from(
      { length: each },
      (_, index) => (client + Math.floor((index * rooms) / each)) % rooms,
    );
}

/** @param scale the part of the clients that there are, rooms as they are where they can be */
export function shapesOf(scale: number): Shape[] {
  const some = (count: number) => Math.max(2, Math.round(count * scale));
  const rooms = some(100);
  const users = some(500);
  const shared = some(200);
  const each = Math.min(20, shared);
  return [
    shape("room", `1 room of ${some(1_000)}`, 1, some(1_000), () => [0]),
    shape("rooms", `${rooms} rooms of 50`, rooms, rooms * 50, (client) => [client % rooms]),
    shape(
      "mesh",
      `${users} users, ${shared} rooms of ${Math.round((users * each) / shared)}, each in ${each}`,
      shared,
      users,
      spread(shared, each),
    ),
    shape(
      "message",
      `1 room of ${some(1_000)}, whole messages`,
      1,
      some(1_000),
      () => [0],
      "message",
    ),
  ];
}
