import { openSource, type SourceMessage } from "../replay/source.ts";
import { UsageError } from "../run/options.ts";

/** The conversations of a file, all in memory; what the service would refuse is left out. */
export async function readConversations(input: string | undefined): Promise<SourceMessage[]> {
  if (input === undefined) {
    throw new UsageError("--input names the file of conversations, as pnpm replay reads it");
  }
  const source = await openSource(input, process.stdin);
  const messages: SourceMessage[] = [];
  for await (const message of source.messages) {
    if (message.content.length > 0 && !message.content.includes("\0")) {
      messages.push(message);
    }
  }
  return messages;
}
