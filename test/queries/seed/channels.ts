import type { Client } from "pg";
import { idIn } from "./ids.ts";
import { CHANNEL, SHAPE } from "./shape.ts";

export async function seedChannels(client: Client): Promise<void> {
  const channels = (type: string, name: string, direct: string, from: string) =>
    client.query(`
      insert into chat_channels
        (org_id, id, type, name, direct_low, direct_high, created_by, created_at, updated_at, last_seq)
      select ${idIn("org", "o")}, ${idIn("channel", "n")}, '${type}', ${name}, ${direct},
        ${idIn("user", "1")}, now(), now(), case n
          when ${CHANNEL.million} then 1000000
          when ${CHANNEL.thousand} then 1000
          when ${CHANNEL.diary} then ${SHAPE.ownRun}
          when ${CHANNEL.cleared} then ${SHAPE.deletedRun + 2_000}
          else ${SHAPE.joinedMessages} end
      from ${from}`);
  const nobody = "null, null";
  const name = "'channel-' || left(md5(n::text), 8) || '-' || n";
  const of = (first: number, count: number) =>
    `generate_series(${first}, ${first + count - 1}) n, generate_series(0, 0) o`;
  await channels("public", name, nobody, of(1, SHAPE.publicChannels));
  await channels("private", name, nobody, of(CHANNEL.private, SHAPE.privateChannels));
  await channels(
    "direct",
    "null",
    `${idIn("user", `n - ${CHANNEL.direct} + 1`)}, ${idIn("user", `n - ${CHANNEL.direct} + 20001`)}`,
    of(CHANNEL.direct, SHAPE.directChannels),
  );
  await channels(
    "public",
    name,
    nobody,
    `generate_series(1, ${SHAPE.smallOrgs}) o,
      lateral generate_series(o * 100000 + 1, o * 100000 + ${SHAPE.smallOrgChannels}) n`,
  );
}
