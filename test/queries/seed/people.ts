import type { Client } from "pg";
import { idIn } from "./ids.ts";
import { CHANNEL, SHAPE, USER } from "./shape.ts";

/** Users of all organisations; one in ten of the large one is a guest. */
export async function seedUsers(client: Client): Promise<void> {
  await client.query(`
    insert into chat_users (org_id, id, name, email, role)
    select ${idIn("org", "0")}, ${idIn("user", "n")},
      left(md5(n::text), 8) || ' person ' || n, left(md5(n::text), 8) || '@example.com',
      case when n = ${USER.guest} or n % 10 = 9 then 'guest' else 'member' end
    from generate_series(1, ${SHAPE.users}) n`);
  await client.query(`
    insert into chat_users (org_id, id, name)
    select ${idIn("org", "o")}, ${idIn("user", "o * 100000 + n")}, 'person ' || n
    from generate_series(1, ${SHAPE.smallOrgs}) o, generate_series(1, ${SHAPE.smallOrgUsers}) n`);
}

export async function seedMembers(client: Client): Promise<void> {
  const member = (channel: string, user: string, read: string, from: string) =>
    client.query(`
      insert into chat_channel_members (org_id, channel_id, user_id, role, joined_at, last_read_seq)
      select ${idIn("org", "0")}, ${idIn("channel", channel)}, ${idIn("user", user)},
        'member', now(), ${read} from ${from}`);
  await member(
    String(CHANNEL.town),
    "n",
    "0",
    `generate_series(${USER.townsman}, ${SHAPE.users}) n`,
  );
  const history = `(values (${CHANNEL.million}), (${CHANNEL.thousand})) as h(channel)`;
  await member("channel", String(USER.upToDate), "1000000", history);
  await member("channel", String(USER.farBehind), "0", history);
  await member("channel", "1000 + n", "0", `${history}, generate_series(1, 1000) n`);
  const diary = `(values (${USER.diarist}), (${USER.farBehind})) as m(n)`;
  await member(String(CHANNEL.diary), "n", "0", diary);
  await member(
    String(CHANNEL.cleared),
    "n",
    "0",
    `(values (${USER.diarist}), (${USER.farBehind}), (${USER.guest})) as m(n)`,
  );
  // Each one further from having read it all.
  await member(
    `${CHANNEL.joined} + n`,
    String(USER.joiner),
    `${SHAPE.joinedMessages} - n % ${SHAPE.joinedMessages}`,
    `generate_series(0, ${SHAPE.joinedChannels - 2}) n`,
  );
  const rest = `generate_series(0, ${SHAPE.privateChannels - 1}) n, generate_series(1, 5) m`;
  await member(`${CHANNEL.private} + n`, "2000 + (n * 7 + m * 1000) % 30000", "0", rest);
  await member(
    `${CHANNEL.direct} + n`,
    "case side when 0 then 1 + n else 20001 + n end",
    "0",
    `generate_series(0, ${SHAPE.directChannels - 1}) n, generate_series(0, 1) side`,
  );
  await client.query(`
    insert into chat_channel_members (org_id, channel_id, user_id, role, joined_at)
    select ${idIn("org", "o")}, ${idIn("channel", "o * 100000 + c")},
      ${idIn("user", "o * 100000 + (c + m) % 1000 + 1")}, 'owner', now()
    from generate_series(1, ${SHAPE.smallOrgs}) o, generate_series(1, ${SHAPE.smallOrgChannels}) c,
      generate_series(1, 5) m`);
}
