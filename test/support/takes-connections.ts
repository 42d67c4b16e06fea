import { once } from "node:events";
import { connect } from "node:net";

/** Whether somebody listens there. */
export async function takesConnections(port: number, host = "127.0.0.1"): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
