import type { EventLog, LoggedEvent } from "@chat/domain";
import t from "tap";
import { ChannelFeed } from "../feeds/channel-feed.ts";
import type { Connection } from "../socket/connection.ts";
import type { SharedFrames } from "../socket/shared-frames.ts";
import { NO_VERDICT } from "./encoded-verdict.ts";
import { resume } from "./resume.ts";
import type { Subscription } from "./subscription.ts";

const frameOf = (seq: number, text: string) => JSON.stringify({ type: "message", seq, text });

/** Keeps the texts of the frames that it is sent. */
function recordingConnection(): { connection: Connection; texts: string[] } {
  const texts: string[] = [];
  const sendText = (text: Buffer) => texts.push(JSON.parse(text.toString()).text);
  const connection = {
    isOpen: true,
    send: () => undefined,
    sendText,
    // A short frame has a head of two bytes.
    sendShared: ({ plain }: SharedFrames) => sendText(plain.subarray(2)),
    outbound: { whenBelow: async (_bytes: number, send: () => void) => send() },
  };
  return { connection: connection as unknown as Connection, texts };
}

t.test("a lagging feed brings nothing up to S that the log has without its text", async (t) => {
  const { connection, texts } = recordingConnection();
  const feed = new ChannelFeed("o", "c", 1, () => undefined);
  feed.followers = 1;
  feed.expect(3);
  const logged = [2, 3].map(
    (seq): LoggedEvent => ({ seq, type: "message", userId: null, frame: frameOf(seq, "") }),
  );
  const log = {
    read: async ({ afterSeq }: { afterSeq: number }) => logged.filter(({ seq }) => seq > afterSeq),
  };
  const fromStream = (seq: number, text: string) =>
    feed.accept({
      seq,
      type: "message",
      userId: null,
      frame: Buffer.from(frameOf(seq, text)),
      span: undefined,
    });
  const subscription: Subscription = {
    channelId: "c",
    state: "backfill",
    feed,
    judged: NO_VERDICT,
    isSettled: true,
  };
  await resume(log as unknown as EventLog, {
    connection,
    subscription,
    feed,
    authorisedSeq: 3,
    sinceSeq: 1,
    ref: undefined,
    bufferedBytesMax: 1_000,
    onBegun: () => undefined,
    onFailure: () => t.fail("the log can be read"),
    catchUp: async () => {
      fromStream(2, "deleted since");
      fromStream(3, "deleted since");
    },
    goLive: () => feed.join(connection),
    endIfRevoked: () => false,
  });
  fromStream(4, "live");
  feed.handOver();
  t.same(texts, ["", "", "live"]);
});
