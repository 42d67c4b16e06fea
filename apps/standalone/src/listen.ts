import { connectSocket } from "@chat/client";
import { onStopSignal } from "@chat/runtime";

const USAGE = "usage: listen <url of the service> <channel id> <token>";

/** Writes every frame of a channel as a line of JSON, until Ctrl-C. */
function listen(baseUrl: string, channelId: string, token: string): void {
  const socket = connectSocket({ baseUrl, token });
  let stopping = false;
  socket.on("frame", (frame) => console.log(JSON.stringify(frame)));
  socket.on("close", ({ code, reason, reconnect }) => {
    if (stopping) {
      return;
    }
    const next = reconnect ? "connecting again" : "giving up";
    console.error(`the connection closed (${reason || code}): ${next}`);
    if (!reconnect) {
      process.exit(1);
    }
  });
  socket.subscribe(channelId);
  onStopSignal(async () => {
    stopping = true;
    socket.close();
  });
}

const [baseUrl, channelId, token] = process.argv.slice(2);
if (token === undefined || channelId === undefined || !URL.canParse(baseUrl ?? "")) {
  console.error(USAGE);
  process.exit(1);
}
listen(baseUrl ?? "", channelId, token);
