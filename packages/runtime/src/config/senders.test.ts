import t from "tap";
import { readConfig } from "./config.ts";

const needed = {
  DATABASE_URL: "postgres://localhost/chat",
  S3_ENDPOINT: "http://localhost:9000",
  S3_ACCESS_KEY: "key",
  S3_SECRET_KEY: "secret",
  JWT_SECRET: "secret",
};
const vapid = {
  VAPID_PUBLIC_KEY:
    "BGPO0P8gPP8lX5qwLpWCeCfK0OhfEQMkMCKoGGVR6H2XTQ_tvbLbXJmDzzM36PZaWegxha8nrZp6CW8-dAX4hjA",
  VAPID_PRIVATE_KEY: "MhzY5ZYSDprU03ToEDIYSJ8nHnotFRNXu1_O-YKEmXs",
  VAPID_SUBJECT: "mailto:operator@example.com",
};
const mail = {
  SMTP_URL: "smtp://localhost:25",
  MAIL_FROM: "chat@example.com",
  PUBLIC_URL: "https://chat.example.com",
  UNSUBSCRIBE_SECRET: "another secret",
};

t.test("push and mail are off where nothing of them is set", async (t) => {
  const { push, mail } = readConfig(needed);
  t.same([push, mail], [undefined, undefined]);
});

t.test("set as a whole they are on, and private endpoints are not allowed", async (t) => {
  const config = readConfig({ ...needed, ...vapid, ...mail });
  t.equal(config.push?.allowsPrivateEndpoints, false);
  t.equal(config.mail?.smtpUrl, "smtp://localhost:25");
  t.equal(config.mail?.messageUrl, undefined);
});

t.test("where a client shows a message is a URL with the message in it", async (t) => {
  const read = (MESSAGE_URL: string) => readConfig({ ...needed, ...mail, MESSAGE_URL }).mail;
  const url = "https://chat.example.com/#/{channel_id}/{message_id}";
  t.equal(read(url)?.messageUrl, url);
  for (const wrong of ["https://chat.example.com", "javascript:{message_id}", "/{message_id}"]) {
    t.throws(() => read(wrong), { message: "MESSAGE_URL is wrong" });
  }
});

t.test("a part without the others is named", async (t) => {
  for (const name of Object.keys(vapid)) {
    t.throws(() => readConfig({ ...needed, ...vapid, [name]: "" }), {
      message: `${name} is missing`,
    });
  }
  for (const name of ["MAIL_FROM", "PUBLIC_URL", "UNSUBSCRIBE_SECRET"]) {
    t.throws(() => readConfig({ ...needed, ...mail, [name]: "" }), {
      message: `${name} is missing`,
    });
  }
});

t.test("keys that are no pair are refused", async (t) => {
  const other = `${"A".repeat(42)}E`;
  t.throws(() => readConfig({ ...needed, ...vapid, VAPID_PRIVATE_KEY: other }), {
    message: "VAPID_PUBLIC_KEY is wrong",
  });
});
