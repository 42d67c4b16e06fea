import { apiApp } from "@chat/api";
import type { Channel } from "@chat/contract";
import t from "tap";
import { createTestEnvironment } from "../support/environment.ts";
import { startTestProcess } from "../support/platform.ts";
import { restAs } from "../support/rest.ts";
import { signToken } from "../support/tokens.ts";
import { countStatements } from "./count-statements.ts";
import { CHANNEL, channelId, ORG_ID, SHAPE, USER, userId } from "./seed/shape.ts";
import { createSeededDatabase } from "./seeded-database.ts";

/** By the seed: each fifth message mentions the member, who has left `index mod length` unread. */
function expectedCounts(index: number) {
  const length = SHAPE.joinedMessages;
  const unread = index % length;
  const read = length - unread;
  return { unread_count: unread, mention_count: Math.floor(length / 5) - Math.floor(read / 5) };
}

t.test("joined channels of a member of 500 are one query a page", async (t) => {
  const environment = await createTestEnvironment(t, {
    DATABASE_URL: await createSeededDatabase(t),
  });
  const { platform, url } = await startTestProcess(t, [apiApp], environment);
  const token = signToken({ org_id: ORG_ID, sub: userId(USER.joiner) });
  const rest = restAs(url, token);
  await rest("GET", "/users/me");
  const statements = countStatements(platform.postgres);

  const channels: Channel[] = [];
  let requests = 0;
  let cursor: string | null = "";
  while (cursor !== null) {
    const onwards = cursor === "" ? "" : `&cursor=${cursor}`;
    const { status, body } = await rest("GET", `/channels/joined?limit=200${onwards}`);
    t.equal(status, 200);
    requests += 1;
    channels.push(...body.items);
    cursor = body.next_cursor;
  }
  t.equal(requests, 3);
  t.equal(statements(), requests, "one statement a request");

  const ids = channels.map(({ id }) => id);
  t.equal(ids.length, SHAPE.joinedChannels);
  t.same(ids, [...new Set(ids)].sort(), "each once, by id");
  const counted = new Map(channels.map(({ id, membership }) => [id, membership]));
  for (let index = 0; index < SHAPE.joinedChannels - 1; index++) {
    t.match(counted.get(channelId(CHANNEL.joined + index)), expectedCounts(index));
  }
});
