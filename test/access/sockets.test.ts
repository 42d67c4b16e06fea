import type { ServerFrame } from "@chat/contract";
import t from "tap";
import { startWorld } from "../support/world.ts";
import { callerOf, createCast, FOREIGNERS } from "./cast.ts";
import { CHANNEL_PLACES, nameOf, readPage } from "./page.ts";
import { assertAnswer, wordsOf } from "./play.ts";
import { setStage } from "./stage.ts";

const HIDDEN = "404 not_found";

t.test("a channel is followed by whoever may see it, and nobody else", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const cast = await createCast(world);
  const seeing = (await readPage()).filter(({ action }) => action === "getChannel");
  const foreign = CHANNEL_PLACES.flatMap((place) =>
    FOREIGNERS.map((caller) => ({ action: "getChannel", place, caller, expected: HIDDEN })),
  );
  const deleted = seeing.filter(({ place }) => place !== "Direct channel");
  const cells = [
    ...[...seeing, ...foreign].map((cell) => ({ ...cell, deleted: false })),
    ...deleted.map((cell) => ({ ...cell, expected: HIDDEN, deleted: true })),
  ];

  for (const [callerName, own] of Map.groupBy(cells, ({ caller }) => caller)) {
    const caller = callerOf(cast, callerName);
    const socket = await caller.socket(t);
    for (const cell of own) {
      const place = CHANNEL_PLACES.find((known) => known === cell.place) ?? "Public channel";
      const stage = await setStage(cast, place, callerName, { deleted: cell.deleted });
      socket.send({ type: "subscribe", channel_id: stage.channelId, ref: stage.channelId });
      const answer = subscriptionWords(await socket.answerTo(stage.channelId));
      const rest = await caller.rest("GET", `/channels/${stage.channelId}`);
      const name = `${cell.deleted ? "deleted: " : ""}${nameOf(cell)}`;
      assertAnswer(t, name, cell.expected, wordsOf(rest));
      const expected = cell.expected === "200" ? "subscribed" : "error not_found";
      assertAnswer(t, name.replace("getChannel", "subscribe"), expected, answer);
    }
    socket.close();
  }
});

function subscriptionWords(frame: ServerFrame): string {
  return frame.type === "error" ? `error ${frame.payload.code}` : frame.type;
}
