import { createHash, randomUUID } from "node:crypto";
import type { Message } from "@chat/contract";
import { createPerson, done, type Person, uploadAs } from "./cast.ts";
import { hashFile } from "./everything.ts";

/** Somebody of another organisation who goes on posting files while the backup is taken. */
export interface Bystander {
  stop(): Promise<void>;
  /** Holds what was restored against what was answered; returns how many messages it has. */
  check(apiUrl: string): Promise<number>;
}

interface Posted {
  readonly message: Message;
  readonly sha256: string;
}

export async function startBystander(apiUrl: string): Promise<Bystander> {
  const person = createPerson(randomUUID(), "bystander");
  const rest = person.at(apiUrl);
  const { id: channelId } = await done(rest("POST", "/channels", { name: "busy" }));
  const posted: Posted[] = [];
  let isGoing = true;
  const going = (async () => {
    while (isGoing) {
      const content = new TextEncoder().encode(randomUUID());
      const attachment = await uploadAs(rest, "busy.txt", content);
      const body = { content: "busy", attachment_ids: [attachment] };
      const message = await done(rest("POST", `/channels/${channelId}/messages`, body));
      posted.push({ message, sha256: createHash("sha256").update(content).digest("hex") });
    }
  })();
  return {
    async stop() {
      isGoing = false;
      await going;
    },
    check: (restoredUrl) => checkPrefix(restoredUrl, person, channelId, posted),
  };
}

/** Those that are there are the first ones, without a hole, each with its file. */
async function checkPrefix(
  apiUrl: string,
  person: Person,
  channelId: string,
  posted: readonly Posted[],
): Promise<number> {
  const rest = person.at(apiUrl);
  const { last_seq: lastSeq } = await done(rest("GET", `/channels/${channelId}`));
  const expected = posted.filter(({ message }) => message.seq <= lastSeq);
  for (const { message, sha256 } of expected) {
    const kept: Message = await done(rest("GET", `/messages/${message.id}`));
    const [attachment] = kept.attachments;
    const url = `${apiUrl}/api/v1/attachments/${attachment?.id}/content`;
    const hash = await hashFile(url, person);
    if (kept.seq !== message.seq || hash !== sha256) {
      throw new Error(`message ${message.seq} of the busy channel has another file: ${hash}`);
    }
  }
  return expected.length;
}
