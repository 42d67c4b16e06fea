import t from "tap";
import { eventTime } from "./event-time.ts";

const frameAt = (time: string) =>
  Buffer.from(
    `{"type":"message","channel_id":"01900000-0000-7000-8000-000000000000","seq":12,"timestamp":"${time}","payload":{}}`,
  );

t.test("the time of an event is what Date makes of it, on any day", async (t) => {
  const times = [
    "2026-11-25T00:00:00.000Z",
    "2026-11-25T23:59:59.999Z",
    "2028-02-29T12:34:56.789Z",
    "1999-12-31T01:02:03.004Z",
    "2026-11-25T10:20:30.405Z",
  ];
  for (const time of times) {
    t.equal(eventTime(frameAt(time)), Date.parse(time), time);
  }
});

t.test("a frame without one has none", async (t) => {
  t.same(eventTime(Buffer.from('{"type":"message"}')), Number.NaN);
  t.same(eventTime(Buffer.from('{"timestamp":"2026')), Number.NaN);
  const late = `{"payload":"${"x".repeat(500)}","timestamp":"2026-11-25T00:00:00.000Z"}`;
  t.same(eventTime(Buffer.from(late)), Number.NaN, "in the payload it is no time of the event");
});
