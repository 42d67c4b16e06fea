import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { Teardown } from "./teardown.ts";

/** A mail server that passes nothing on. */
export interface SmtpSink {
  readonly url: string;
  readonly received: ParsedMail[];
  /** Of each mail, whom the client named to be sent it. */
  readonly recipients: (readonly string[])[];
  /** What it answers to a mail from now on; undefined: that it has taken it. */
  refusal: number | undefined;
  /** Set, it keeps the answer to itself until this is settled. */
  hold: Promise<void> | undefined;
}

export async function startSmtpSink(t: Teardown): Promise<SmtpSink> {
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    onData(stream, session, callback) {
      sink.recipients.push(session.envelope.rcptTo.map(({ address }) => address));
      void simpleParser(stream).then(async (mail) => {
        sink.received.push(mail);
        await sink.hold;
        const refusal = sink.refusal;
        callback(
          refusal === undefined
            ? null
            : Object.assign(new Error("not now"), { responseCode: refusal }),
        );
      });
    },
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  t.teardown(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const sink: SmtpSink = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    recipients: [],
    refusal: undefined,
    hold: undefined,
  };
  return sink;
}
