import { type ClientFrame, limits, type SubscribeEntry } from "@chat/contract";

const EMPTY_FRAME_BYTES = 100;

/**
 * The fewest frames that ask for all entries, each within the contract's
 * number of channels and bytes a frame.
 */
export function* subscribeFrames(
  entries: Iterable<SubscribeEntry>,
  ref: string,
): Generator<ClientFrame> {
  let channels: SubscribeEntry[] = [];
  let bytes = EMPTY_FRAME_BYTES;
  for (const entry of entries) {
    // ASCII throughout, so a character is a byte; one more is the comma.
    const entryBytes = JSON.stringify(entry).length + 1;
    const full =
      channels.length === limits.SOCKET_SUBSCRIBE_CHANNELS_MAX ||
      bytes + entryBytes > limits.SOCKET_FRAME_BYTES_MAX;
    if (full) {
      yield { type: "subscribe", channels, ref };
      channels = [];
      bytes = EMPTY_FRAME_BYTES;
    }
    channels.push(entry);
    bytes += entryBytes;
  }
  if (channels.length > 0) {
    yield { type: "subscribe", channels, ref };
  }
}
