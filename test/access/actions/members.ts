import { operations } from "@chat/contract";
import type { Stage } from "../stage.ts";
import { type Action, type Actions, action } from "./action.ts";

const { joinChannel, leaveChannel, listMembers, changeMembership, markChannelRead } = operations;

const channel = ({ channelId }: Stage) => ({ params: { channelId } });

type Who = "acquaintance" | "unseen" | "foreigner" | "peer" | "peerAdmin" | "peerOwner" | "owner";
type Role = "owner" | "admin" | "member";
const oneOwner = { oneOwner: true };

function add(who: Who, role?: Role): Action<Stage> {
  return action(operations.addMember, (stage: Stage) => ({
    ...channel(stage),
    body: { user_id: stage[who], ...(role === undefined ? {} : { role }) },
  }));
}

function change(who: Who | "caller", role: Role, options = {}): Action<Stage> {
  return action(
    operations.changeMemberRole,
    (stage: Stage) => ({
      params: { channelId: stage.channelId, userId: stage[who] },
      body: { role },
    }),
    options,
  );
}

function remove(who: Who | "caller", options = {}): Action<Stage> {
  return action(
    operations.removeMember,
    (stage: Stage) => ({ params: { channelId: stage.channelId, userId: stage[who] } }),
    options,
  );
}

export const memberActions: Actions<Stage> = {
  joinChannel: action(joinChannel, channel),
  leaveChannel: action(leaveChannel, channel),
  "leaveChannel (one owner)": action(leaveChannel, channel, oneOwner),
  listMembers: action(listMembers, channel),
  addMember: add("acquaintance"),
  "addMember (unseen by guests)": add("unseen"),
  "addMember (of another organisation)": add("foreigner"),
  "addMember (there already)": add("peer"),
  "addMember (as admin)": add("acquaintance", "admin"),
  "addMember (as owner)": add("acquaintance", "owner"),
  "changeMemberRole (grant admin)": change("peer", "admin"),
  "changeMemberRole (take admin)": change("peerAdmin", "member"),
  "changeMemberRole (grant owner)": change("peer", "owner"),
  "changeMemberRole (take owner)": change("peerOwner", "admin"),
  "changeMemberRole (take owner, one owner)": change("owner", "admin", oneOwner),
  "changeMemberRole (step down)": change("caller", "member"),
  "changeMemberRole (not in it)": change("acquaintance", "admin"),
  "removeMember (a member)": remove("peer"),
  "removeMember (an admin)": remove("peerAdmin"),
  "removeMember (an owner)": remove("peerOwner"),
  "removeMember (an owner, one owner)": remove("owner", oneOwner),
  "removeMember (not in it)": remove("acquaintance"),
  "removeMember (oneself)": remove("caller"),
  "removeMember (oneself, one owner)": remove("caller", oneOwner),
  changeMembership: action(changeMembership, (stage: Stage) => ({
    ...channel(stage),
    body: { muted: true },
  })),
  markChannelRead: action(markChannelRead, (stage: Stage) => ({ ...channel(stage), body: {} })),
};
