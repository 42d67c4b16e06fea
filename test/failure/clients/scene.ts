/** What the actors of an episode know together: where there is something to do. */
export interface Scene {
  readonly channels: SceneChannel[];
  readonly userIds: string[];
}

export interface SceneChannel {
  readonly id: string;
  readonly type: "public" | "private" | "direct";
  readonly ownerId: string;
  /** Messages that somebody was told of, newest last. */
  readonly messages: SceneMessage[];
  isDeleted: boolean;
}

export interface SceneMessage {
  readonly id: string;
  readonly userId: string;
  readonly isRoot: boolean;
}

const REMEMBERED_MAX = 60;

export function remember(channel: SceneChannel, message: SceneMessage): void {
  channel.messages.push(message);
  channel.messages.splice(0, channel.messages.length - REMEMBERED_MAX);
}

export function forget(channel: SceneChannel, messageId: string): void {
  const index = channel.messages.findIndex(({ id }) => id === messageId);
  if (index !== -1) {
    channel.messages.splice(index, 1);
  }
}

export function openChannels({ channels }: Scene): SceneChannel[] {
  return channels.filter(({ isDeleted }) => !isDeleted);
}
