import assert from "node:assert/strict";
import { limits } from "@chat/contract";
import fc from "fast-check";
import t from "tap";
import { assertProperty } from "./support/property.ts";
import { codeOf } from "./support/rest.ts";
import { createChannel, startWorld } from "./support/world.ts";
import type { Call } from "./unread/call.ts";
import { callOf } from "./unread/calls.ts";
import { compareWithModel } from "./unread/compare.ts";
import { compareWithList } from "./unread/recount.ts";
import { type Step, steps } from "./unread/steps.ts";
import { createTeam, type Team } from "./unread/team.ts";

const send = ({ users }: Team, { by, method, path, body }: Call) =>
  users[by]?.rest(method, path, body) ?? Promise.reject(new Error(`there is no user ${by}`));

async function play(team: Team, step: Step): Promise<Call | undefined> {
  const call = callOf(team, step);
  if (call) {
    const { status, body } = await send(team, call);
    assert.ok(status < 300, `${call.method} ${call.path}: ${JSON.stringify(body)}`);
    const marker = call.apply(body);
    if (marker) {
      assert.deepEqual(body, marker, `${call.method} ${call.path} by user ${call.by}`);
    }
  }
  return call;
}

t.test("unread and mention counts are what a recount says, after every step", async (t) => {
  const world = await startWorld(t);
  const histories = fc.array(steps, { minLength: 1, maxLength: 50, size: "max" });
  await assertProperty(t, 28, histories, async (history) => {
    const team = await createTeam(world);
    for (const step of history) {
      const call = await play(team, step);
      if (call) {
        await compareWithModel(team, [call.channel]);
      }
    }
    await compareWithModel(team, team.channels);
  });
});

t.test("unread and mention counts are exact after many act at once", async (t) => {
  const world = await startWorld(t, { apis: 2 });
  const histories = fc.record({
    before: fc.array(steps, { minLength: 1, maxLength: 25, size: "max" }),
    atOnce: fc.array(steps, { minLength: 2, maxLength: 20, size: "max" }),
  });
  await assertProperty(t, 15, histories, async ({ before, atOnce }) => {
    const team = await createTeam(world);
    for (const step of before) {
      await play(team, step);
    }
    const calls = atOnce.flatMap((step) => callOf(team, step) ?? []);
    const answers = await Promise.all(calls.map((call) => send(team, call)));
    // What one does may take from another what he was about to do.
    const overtaken = ["not_found", "not_a_member", "last_owner"];
    for (const answer of answers) {
      const code = codeOf(answer) ?? "";
      assert.ok(answer.status < 300 || overtaken.includes(code), `answered ${code}`);
    }
    // Only these take a marker back.
    const setBack = atOnce.filter(({ kind }) => ["markUnread", "leave", "remove"].includes(kind));
    const unsettled = new Set(setBack.map((step) => callOf(team, step)?.channel));
    await Promise.all(
      team.users.flatMap((user, number) =>
        team.channels.map((channel) => {
          const earlier = unsettled.has(channel) ? undefined : channel.members.get(number);
          return compareWithList(user, channel.id, earlier ?? 0);
        }),
      ),
    );
  });
});

t.test("counts are exact up to their cap", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  const path = `/channels/${channel.id}`;
  const { body: root } = await ada.rest("POST", `${path}/messages`, { content: "root" });
  const max = limits.UNREAD_COUNT_MAX;
  await bob.rest("POST", `${path}/read`);
  await bob.rest("POST", `/messages/${root.id}/thread/read`);
  await seed(null, root.seq, "{}");
  await seed(root.id, root.seq + max + 1, `{${bob.id}}`);

  const membership = async () => (await bob.rest("GET", path)).body.membership;
  t.match(await membership(), { unread_count: max, mention_count: max }, "one more than the cap");
  const read = async (seq: number) => {
    const [row] = await world.query<{ id: string }>(
      "select id from chat_messages where org_id = $1 and channel_id = $2 and seq = $3",
      [world.orgId, channel.id, seq],
    );
    const answer = await bob.rest("POST", `${path}/read`, { message_id: row?.id });
    return answer.body;
  };
  t.match(await read(root.seq + 1), { unread_count: max, mention_count: max }, "at the cap");
  t.match(await read(root.seq + 2), { unread_count: max - 1, mention_count: max }, "below it");
  t.match(await read(root.seq + max + 3), { unread_count: 0, mention_count: max - 1 });
  const thread = await bob.rest("POST", `/messages/${root.id}/thread/read`, {
    message_id: root.id,
  });
  t.match(thread.body, { unread_count: max, mention_count: max }, "in a thread, too");

  /** One more than the cap, after `seq`. */
  async function seed(rootId: string | null, seq: number, mentioned: string): Promise<void> {
    await world.query(
      `insert into chat_messages (org_id, id, channel_id, seq, user_id, thread_id, content,
         mention_user_ids, created_at)
       select $1, gen_random_uuid(), $2, $3::bigint + n, $4, $5, 'x', $6, now()
       from generate_series(1, $7::bigint) n`,
      [world.orgId, channel.id, seq, ada.id, rootId, mentioned, max + 1],
    );
    await world.query("update chat_channels set last_seq = $3 where org_id = $1 and id = $2", [
      world.orgId,
      channel.id,
      seq + max + 1,
    ]);
  }
});
