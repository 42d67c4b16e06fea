import { openNotifications } from "@chat/client";
import t from "tap";
import { createNotifier } from "./support/notify.ts";
import { connectSdk } from "./support/sdk.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld } from "./support/world.ts";

t.test("the SDK's badge is what the service counts, on every device", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const { notify } = createNotifier(world);
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  const path = `/channels/${channel.id}/messages`;
  const root = (await bob.rest("POST", path, { content: "a question" })).body;
  const sdks = [await connectSdk(t, world, bob), await connectSdk(t, world, bob)] as const;
  const devices = await Promise.all(
    sdks.map(async ({ chat, socket }) => {
      const state = await openNotifications(chat, socket);
      t.teardown(() => state.close());
      return state;
    }),
  );
  const badgesBecome = (count: number) =>
    until(async () => devices.every((device) => device.snapshot().unreadCount === count));
  await until(async () => (await ada.rest("GET", `/users/${bob.id}`)).body.status === "online");

  const first = (await ada.rest("POST", path, { content: "hello" })).body;
  await notify(first);
  await badgesBecome(1);
  const thread = `/messages/${root.id}/thread`;
  await notify((await ada.rest("POST", thread, { content: "an answer" })).body);
  await badgesBecome(2);
  await bob.rest("POST", `${thread}/read`);
  await badgesBecome(1);

  sdks[0].sever();
  await notify((await ada.rest("POST", path, { content: "while one is away" })).body);
  sdks[0].restore();
  await badgesBecome(2);
  await bob.rest("POST", `/channels/${channel.id}/read`, { message_id: first.id });
  await badgesBecome(1);
  await devices[0]?.markRead();
  t.equal(devices[0]?.snapshot().unreadCount, 0);
  await badgesBecome(0);
  t.same(
    devices[1]?.snapshot().items.map(({ read }) => read),
    [true, true, true],
  );
});
