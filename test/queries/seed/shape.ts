import { idOf } from "./ids.ts";

/** What the seeded database holds, in the numbers that `idOf` takes. Organisation 0 is the large one. */
export const SHAPE = {
  smallOrgs: 20,
  smallOrgUsers: 1_000,
  smallOrgChannels: 500,
  smallOrgMessages: 1_000,
  users: 40_000,
  publicChannels: 50_000,
  privateChannels: 5_000,
  directChannels: 10_000,
  joinedChannels: 500,
  joinedMessages: 60,
  ownRun: 50_000,
  deletedRun: 10_000,
  loggedEvents: 100_000,
} as const;

/** Channels of the large organisation, each with the number of its messages. */
export const CHANNEL = {
  million: 1,
  thousand: 2,
  /** Almost everybody is a member. */
  town: 3,
  /** Written by one of two members, who mentions somebody in every message; neither has read it. */
  diary: 4,
  /** A thousand messages, a long run of deleted ones, a thousand messages. */
  cleared: 5,
  /** The first of those that `USER.joiner` has joined. */
  joined: 101,
  private: 60_001,
  direct: 70_001,
} as const;

export const USER = {
  diarist: 1,
  joiner: 2,
  /** Member of the two history channels, having read all, and having read nothing. */
  upToDate: 3,
  farBehind: 4,
  /** Member of two small channels. */
  guest: 5,
  /** Member of no channel. */
  outsider: 6,
  /** The first of those in town; every tenth from 19 on is a guest. */
  townsman: 11,
  guestInTown: 19,
  /** The first of those who write. */
  author: 1_001,
} as const;

/** Numbers of messages: each channel's begin after its own hundred million. */
export function messageNumber(channel: number, seq: number): number {
  return channel * 100_000_000 + seq;
}

export const ORG_ID = idOf("org", 0);
export const channelId = (number: number) => idOf("channel", number);
export const userId = (number: number) => idOf("user", number);
export const messageId = (channel: number, seq: number) =>
  idOf("message", messageNumber(channel, seq));
