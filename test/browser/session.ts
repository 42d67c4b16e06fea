/** What the tests run in the browser, as an application would; bundled with the SDK. */
import {
  type ChannelSnapshot,
  type ChannelState,
  type ChatSocket,
  connectSocket,
  createClient,
  openChatState,
  type SocketClose,
} from "@chat/client";

interface Session {
  readonly socket: ChatSocket;
  readonly channel: ChannelState;
  readonly contents: readonly string[];
}

const running: Session[] = [];

/** Connects, and opens a channel; answers with the number of the session. */
export async function open(baseUrl: string, token: string, channelId: string): Promise<number> {
  const socket = connectSocket({ baseUrl, token });
  const state = await openChatState(createClient({ baseUrl, token }), socket);
  const channel = await state.openChannel(channelId);
  const contents: string[] = [];
  socket.on("message", ({ payload }) => contents.push(payload.content));
  return running.push({ socket, channel, contents }) - 1;
}

/** What has come of a session so far. */
export function look(session: number): {
  snapshot: ChannelSnapshot;
  contents: readonly string[];
  connections: number;
} {
  const { channel, contents, socket } = running[session] as Session;
  return { snapshot: channel.snapshot(), contents, connections: socket.counters.connections };
}

/** How a socket ends for good. */
export function lastClose(baseUrl: string, token: string): Promise<SocketClose> {
  const socket = connectSocket({ baseUrl, token });
  return new Promise((resolve) => {
    socket.on("close", (close) => {
      if (!close.reconnect) {
        resolve(close);
      }
    });
  });
}
