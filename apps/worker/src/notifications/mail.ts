import { limits } from "@chat/contract";
import { createUnsubscribeToken, type Handover, type Letter, type Media } from "@chat/domain";
import type { Config, Logger } from "@chat/runtime";
import { createTransport } from "nodemailer";
import { toMailText } from "./mail-text.ts";

type MailConfig = NonNullable<Config["mail"]>;

export interface Mail {
  readonly send: NonNullable<Media["mail"]>;
  close(): void;
}

/** SMTP's permanent refusals. */
const PERMANENT = 500;

/** Mail over SMTP. The Message-ID is the same at every try: whoever gets it twice can tell. */
export function createMail(config: MailConfig, logger: Logger): Mail {
  const { smtpUrl, from, publicUrl, messageUrl, unsubscribeSecret } = config;
  const host = new URL(publicUrl).hostname;
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: limits.MAIL_CONNECTIONS_MAX,
    connectionTimeout: limits.MAIL_STEP_TIMEOUT_MS,
    greetingTimeout: limits.MAIL_STEP_TIMEOUT_MS,
    socketTimeout: limits.MAIL_STEP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    close: () => transport.close(),
    async send({ name, address }, letter) {
      const token = createUnsubscribeToken(unsubscribeSecret, letter);
      const unsubscribeUrl = `${publicUrl.replace(/\/$/, "")}/notifications/unsubscribe?token=${token}`;
      try {
        await transport.sendMail({
          from,
          to: { name, address },
          messageId: `<${letter.notificationId}@${host}>`,
          headers: {
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": `<${unsubscribeUrl}>`,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          },
          ...toMailText(letter, name, {
            message: messageUrl && toMessageUrl(messageUrl, letter),
            unsubscribe: unsubscribeUrl,
          }),
        });
        return "taken";
      } catch (error) {
        const { code, responseCode } = error as { code?: string; responseCode?: number };
        // The error itself names the recipient.
        logger.debug({ code, responseCode }, "a mail was not taken");
        return toHandover(code, responseCode);
      }
    },
  };
}

/** Ids are UUIDs: nothing in them has a meaning in a URL. */
function toMessageUrl(template: string, { channel, messageId }: Letter): string {
  return template.replaceAll("{channel_id}", channel.id).replaceAll("{message_id}", messageId);
}

function toHandover(code: string | undefined, responseCode: number | undefined): Handover {
  const isRefused = code === "EENVELOPE" || code === "EMESSAGE";
  const isPermanent = responseCode === undefined || responseCode >= PERMANENT;
  return isRefused && isPermanent ? "refused" : "later";
}
