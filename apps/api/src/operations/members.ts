import { operations } from "@chat/contract";
import {
  addMember,
  changeMemberRole,
  changeMembership,
  joinChannel,
  leaveChannel,
  listMembers,
  markChannelRead,
  removeMember,
} from "@chat/domain";
import { createdOrOk, noContent, ok } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const memberRoutes = [
  route(operations.joinChannel, async ({ ctx, actor, params }) =>
    ok(await joinChannel(ctx, actor, params.channelId)),
  ),
  route(operations.leaveChannel, async ({ ctx, actor, params }) => {
    await leaveChannel(ctx, actor, params.channelId);
    return noContent;
  }),
  route(operations.listMembers, async ({ ctx, actor, params, query }) =>
    ok(await listMembers(ctx, actor, params.channelId, query)),
  ),
  route(operations.addMember, async ({ ctx, actor, params, body, idempotency }) => {
    const input = { userId: body.user_id.toLowerCase(), role: body.role ?? "member" };
    const { member, created } = await addMember(ctx, actor, params.channelId, input, idempotency);
    return createdOrOk(created, member);
  }),
  route(operations.changeMemberRole, async ({ ctx, actor, params, body }) =>
    ok(await changeMemberRole(ctx, actor, params.channelId, params.userId, body.role)),
  ),
  route(operations.changeMembership, async ({ ctx, actor, params, body }) =>
    ok(await changeMembership(ctx, actor, params.channelId, body)),
  ),
  route(operations.markChannelRead, async ({ ctx, actor, params, body }) =>
    ok(await markChannelRead(ctx, actor, params.channelId, body)),
  ),
  route(operations.removeMember, async ({ ctx, actor, params }) => {
    await removeMember(ctx, actor, params.channelId, params.userId);
    return noContent;
  }),
];
