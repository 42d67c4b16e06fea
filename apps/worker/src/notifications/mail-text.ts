import type { Letter } from "@chat/domain";
import escapeHtml from "escape-html";

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Where a mail leads. */
export interface MailLinks {
  /** To the message; undefined: nobody says where that is. */
  readonly message: string | undefined;
  readonly unsubscribe: string;
}

/** What a mail says of a notification, as text and as HTML. */
export function toMailText(letter: Letter, recipient: string, links: MailLinks): MailText {
  const headline = headlineOf(letter);
  const greeting = recipient === "" ? "Hello," : `Hello ${recipient},`;
  const end = "You get this since you had not read it. To get no more mails like this:";
  const link = links.message === undefined ? "" : `${links.message}\n\n`;
  return {
    subject: headline,
    text: `${greeting}\n\n${headline}:\n\n    ${letter.preview}\n\n${link}-- \n${end}\n${links.unsubscribe}\n`,
    html: page(
      `<p>${escapeHtml(greeting)}</p>
<p>${escapeHtml(headline)}:</p>
<blockquote>${escapeHtml(letter.preview)}</blockquote>
${links.message === undefined ? "" : `<p>${anchor(links.message, "Read it there")}</p>\n`}<hr>
<p><small>${escapeHtml(end)} ${anchor(links.unsubscribe, "unsubscribe")}</small></p>`,
      headline,
    ),
  };
}

function anchor(url: string, text: string): string {
  return `<a href="${escapeHtml(url)}">${text}</a>`;
}

function page(body: string, title: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body>
${body}
</body>
</html>
`;
}

function headlineOf({ kind, channel, author }: Letter): string {
  const who = author.name === "" ? "Somebody" : author.name;
  const where = channel.name === null ? "a direct message" : `#${channel.name}`;
  switch (kind) {
    case "direct":
      return `${who} wrote to you`;
    case "reply":
      return `${who} replied in a thread in ${where}`;
    case "keyword":
      return `${who} wrote one of your keywords in ${where}`;
    default:
      return `${who} mentioned you in ${where}`;
  }
}
