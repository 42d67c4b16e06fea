import { type OpenApiDocument, operationsOf } from "./document.ts";

/** What a parameter means, where its schema only says what it looks like. */
const PARAMETERS: Readonly<Record<string, string>> = {
  attachmentId: "The id of the file",
  channelId: "The id of the channel",
  messageId: "The id of the message",
  userId: "The id of the user",
  before: "The id of a message: only older ones",
  after: "The id of a message: only newer ones",
  q: "A part of the name, in either case; of a user also of the address",
  around: "The id of a message: a page with it in the middle",
};

export function describeRequests(document: OpenApiDocument): void {
  for (const { parameters = [], requestBody } of operationsOf(document)) {
    for (const parameter of parameters) {
      const description = PARAMETERS[parameter.name] ?? parameter.description;
      if (description !== undefined) {
        parameter.description = description;
      }
    }
    for (const { schema } of Object.values(requestBody?.content ?? {})) {
      const { required = [] } = schema as { required?: readonly string[] };
      // No body is an empty one, where that is a good one.
      Object.assign(requestBody ?? {}, { required: required.length > 0 });
    }
  }
}
