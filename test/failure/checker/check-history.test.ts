import t from "tap";
import type { History, LoggedChannel } from "../history.ts";
import { checkHistory } from "./check-history.ts";
import {
  ADA,
  BOB,
  connectionOfUser,
  eventOf,
  indexOfSeq,
  messageOf,
  receivedOf,
  sampleHistory,
} from "./sample-history.ts";
import type { PromiseName } from "./violation.ts";

/** What the checkers find in the sample once this has gone wrong in it. */
function found(plant: (history: History) => void): PromiseName[] {
  const history = sampleHistory();
  plant(history);
  return [...new Set(checkHistory(history).map(({ promise }) => promise))].sort();
}

t.test("a history in which all went well has no violations", (t) => {
  t.same(checkHistory(sampleHistory()), []);
  t.end();
});

t.test("an event that never reached a live subscriber", (t) => {
  const skipped = found((history) => {
    const { received } = connectionOfUser(history, ADA);
    received.splice(indexOfSeq(connectionOfUser(history, ADA), 5), 1);
  });
  t.same(skipped, ["delivered", "inTime", "order"]);
  t.end();
});

t.test("the last event, which leaves no hole behind", (t) => {
  const lost = found((history) => {
    const ada = connectionOfUser(history, ADA);
    ada.received.splice(indexOfSeq(ada, 9), 1);
  });
  t.same(lost, ["delivered", "inTime"]);
  t.end();
});

t.test("an event delivered twice", (t) => {
  const doubled = found((history) => {
    const ada = connectionOfUser(history, ADA);
    const index = indexOfSeq(ada, 5);
    ada.received.splice(index + 2, 0, ...ada.received.slice(index, index + 1));
  });
  t.same(doubled, ["order"]);
  t.end();
});

t.test("two events swapped", (t) => {
  const swapped = found((history) => {
    const ada = connectionOfUser(history, ADA);
    const index = indexOfSeq(ada, 5);
    ada.received.splice(index, 2, ...ada.received.slice(index, index + 2).toReversed());
  });
  t.same(swapped, ["order"]);
  t.end();
});

t.test("an event after one's own member_leave", (t) => {
  const leaked = found((history) => {
    const { received } = connectionOfUser(history, BOB);
    received.splice(-1, 0, receivedOf(eventOf("message", 9, messageOf(9)), 910));
  });
  t.same(leaked, ["access", "order"]);
  t.end();
});

t.test("an event after a removal that the socket was not told of", (t) => {
  const leaked = found((history) => {
    const bob = connectionOfUser(history, BOB);
    const at = indexOfSeq(bob, 8);
    bob.received.splice(at, 2, receivedOf(eventOf("message", 9, messageOf(9)), 910));
  });
  t.ok(leaked.includes("access"));
  t.end();
});

t.test("a subscription granted to somebody who is no member", (t) => {
  const granted = found(({ channels }) => {
    const [channel] = channels as [LoggedChannel];
    const events = channel.events.filter(({ seq }) => seq !== 2);
    channels.splice(0, 1, { ...channel, events });
  });
  t.ok(granted.includes("access"));
  t.end();
});

t.test("a 201 whose message Postgres does not have", (t) => {
  const lost = found(({ channels }) => {
    const [channel] = channels as [LoggedChannel];
    const messages = channel.messages.filter(({ seq }) => seq !== 6);
    channels.splice(0, 1, { ...channel, messages });
  });
  t.same(lost, ["once"]);
  t.end();
});

t.test("a seq used twice, and one never used", (t) => {
  const numbered = (change: (events: LoggedChannel["events"]) => LoggedChannel["events"]) =>
    found(({ channels }) => {
      const [channel] = channels as [LoggedChannel];
      channels.splice(0, 1, { ...channel, events: change(channel.events) });
    });
  t.same(
    numbered((events) => [...events.slice(0, 4), ...events.slice(3)]),
    ["numbered"],
  );
  t.ok(numbered((events) => events.filter(({ seq }) => seq !== 4)).includes("numbered"));
  t.end();
});

t.test("two answers with one seq", (t) => {
  const twice = found(({ requests }) => {
    const first = requests[0];
    if (first?.answer) {
      first.answer = { ...first.answer, body: { ...messageOf(4), id: messageOf(3).id } };
    }
  });
  t.ok(twice.includes("numbered"));
  t.end();
});

t.test("a repeated post that made two messages, and a request without an answer", (t) => {
  const doubled = found(({ channels }) => {
    const [channel] = channels as [LoggedChannel];
    const again = { ...messageOf(9), userId: ADA, clientId: messageOf(3).client_id };
    channels.splice(0, 1, { ...channel, messages: [...channel.messages, again] });
  });
  t.same(doubled, ["once"]);
  const unanswered = found(({ requests }) => {
    requests.push({
      operation: "editMessage",
      userId: ADA,
      channelId: undefined,
      clientId: undefined,
      sentAt: 0,
      tries: 1,
      answer: undefined,
    });
  });
  t.same(unanswered, ["once"]);
  t.end();
});

t.test("a frame that says something else than a fresh fetch", (t) => {
  const differing = found((history) => {
    const ada = connectionOfUser(history, ADA);
    const wrong = eventOf("message", 5, messageOf(5, "another text"));
    ada.received.splice(indexOfSeq(ada, 5), 1, receivedOf(wrong, 505));
  });
  t.same(differing, ["fold"]);
  t.end();
});

t.test("a message that was late", (t) => {
  const late = (history: History) => {
    const ada = connectionOfUser(history, ADA);
    const index = indexOfSeq(ada, 9);
    const frame = ada.received[index];
    ada.received.splice(index, 1, { ...frame, at: 12_000 } as typeof frame & object);
  };
  t.same(found(late), ["inTime"]);
  const excused = found((history) => {
    late(history);
    const bound = { ms: 35_000, countsFrom: "healing" } as const;
    history.faults.push({ fault: "kill Redis", detail: "", from: 880, healedAt: 1_000, bound });
  });
  t.same(excused, [], "Redis was away");
  t.end();
});

t.test("a resync without a reason, and deleted content in a replay", (t) => {
  const told = found((history) => {
    const ada = connectionOfUser(history, ADA);
    const subscribed = ada.received[1]?.frame;
    if (subscribed?.type === "subscribed") {
      ada.received[1] = receivedOf({ ...subscribed, payload: { seq: 2, resync: true } }, 1);
    }
  });
  t.same(told, ["resume"]);
  const replayed = found((history) => {
    const [channel] = history.channels as [LoggedChannel];
    const deletion = { seq: 10, type: "message_delete", userId: null, messageId: messageOf(3).id };
    const events = [...channel.events, deletion];
    history.channels.splice(0, 1, { ...channel, lastSeq: 10, events });
    const ada = connectionOfUser(history, ADA);
    const subscribed = ada.received[1]?.frame;
    if (subscribed?.type === "subscribed") {
      ada.received[1] = receivedOf({ ...subscribed, payload: { seq: 10, resync: false } }, 1);
    }
  });
  t.ok(replayed.includes("resume"));
  t.end();
});

t.test("a frame that the contract does not know, and a closing without a cause", (t) => {
  const strange = found((history) => {
    const unknown = { type: "surprise" } as never;
    connectionOfUser(history, ADA).received.push(receivedOf(unknown, 950));
  });
  t.same(strange, ["frames"]);
  const closed = found((history) => {
    connectionOfUser(history, ADA).closed = { at: 20_000, code: 1006, by: "service" };
  });
  t.same(closed, ["frames"]);
  t.end();
});
