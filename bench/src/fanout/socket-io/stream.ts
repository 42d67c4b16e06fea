/** What the adapter keeps unless told otherwise. */
export const STREAM_LENGTH_MAX = 10_000;
/** `MessageType.BROADCAST` of socket.io-adapter. */
const BROADCAST = "3";
/** `PacketType.EVENT` of socket.io-parser. */
const EVENT = 2;

/** The fields of an entry that the adapter takes for a broadcast by another server. */
export function broadcastFields(room: string, frame: object): string[] {
  const data = {
    packet: { type: EVENT, data: ["message", frame], nsp: "/" },
    opts: { rooms: [room], except: [], flags: {} },
  };
  return ["uid", "emitter", "nsp", "/", "type", BROADCAST, "data", JSON.stringify(data)];
}
