/**
 * What the contract says of reading, in plain data: an account of its own, so
 * that the service's can be compared with it. Users are numbers, 0 and up.
 */
export interface ModelMessage {
  readonly id: string;
  readonly channel: ModelChannel;
  readonly seq: number;
  readonly author: number;
  /** Of a reply. */
  readonly root: ModelMessage | null;
  text: string;
  mentioned: ReadonlySet<number>;
  mentionsChannel: boolean;
  deleted: boolean;
}

export interface ModelChannel {
  readonly id: string;
  readonly type: "public" | "private" | "direct";
  lastSeq: number;
  /** Member → `last_read_seq`. */
  readonly members: Map<number, number>;
  /** Deleted ones too, by `seq`. */
  readonly messages: ModelMessage[];
  /** `<root id> <user>` → `last_read_seq`; it outlives the membership. */
  readonly threadReads: Map<string, number>;
}

export interface Marker {
  readonly last_read_seq: number;
  readonly unread_count: number;
  readonly mention_count: number;
}

/** What somebody writes: whom they mention, by number, and the words that go to all. */
export interface Mentioning {
  readonly users: readonly number[];
  readonly words: readonly ("channel" | "here")[];
}

/** A guest sees only what they are a member of. */
export function mayRead(channel: ModelChannel, user: number, guests: ReadonlySet<number>): boolean {
  return channel.members.has(user) || (channel.type === "public" && !guests.has(user));
}

/** Only who may read the channel at this moment is mentioned. */
export function mentionsOf(
  channel: ModelChannel,
  { users, words }: Mentioning,
  guests: ReadonlySet<number>,
): Pick<ModelMessage, "mentioned" | "mentionsChannel"> {
  return {
    mentioned: new Set(users.filter((user) => mayRead(channel, user, guests))),
    mentionsChannel: words.includes("channel"),
  };
}

/** The marker of a member, recounted from the messages. */
export function channelMarker(channel: ModelChannel, user: number): Marker {
  const lastRead = channel.members.get(user) ?? Number.NaN;
  const unread = channel.messages.filter((message) => isUnread(message, user, lastRead));
  return {
    last_read_seq: lastRead,
    unread_count: unread.filter(({ root }) => root === null).length,
    mention_count: unread.filter((message) => mentions(message, user)).length,
  };
}

/** The marker of a thread, recounted from its replies. */
export function threadMarker(root: ModelMessage, user: number): Marker {
  const lastRead = root.channel.threadReads.get(`${root.id} ${user}`) ?? Number.NaN;
  const unread = repliesOf(root).filter((message) => isUnread(message, user, lastRead));
  return {
    last_read_seq: lastRead,
    unread_count: unread.length,
    mention_count: unread.filter((message) => mentions(message, user)).length,
  };
}

export function repliesOf(root: ModelMessage): ModelMessage[] {
  return root.channel.messages.filter((message) => message.root === root);
}

/** A deleted message is gone, but a root with replies stays. */
export function isPresent(message: ModelMessage): boolean {
  return !message.deleted || repliesOf(message).some(({ deleted }) => !deleted);
}

function isUnread({ seq, author, deleted }: ModelMessage, user: number, lastRead: number): boolean {
  return seq > lastRead && author !== user && !deleted;
}

function mentions({ mentioned, mentionsChannel }: ModelMessage, user: number): boolean {
  return mentionsChannel || mentioned.has(user);
}
