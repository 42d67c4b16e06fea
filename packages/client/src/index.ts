export { createClient } from "./rest/client.ts";
export type { FetchAnswer, FetchLike } from "./rest/fetch.ts";
export { ChatNetworkError, ChatProblem } from "./rest/problem.ts";
export type { Retry, RetryOptions } from "./rest/retry.ts";
export type {
  CallInput,
  CallOptions,
  ChatClient,
  ClientAnswer,
  ClientOptions,
  FileInput,
  OperationInput,
  OperationName,
  UploadProgress,
} from "./rest/types.ts";
export { connectSocket } from "./socket/socket.ts";
export { SocketError } from "./socket/socket-error.ts";
export type {
  ChatSocket,
  SocketClose,
  SocketCounters,
  SocketEvents,
  SocketOptions,
  SocketResync,
} from "./socket/types.ts";
export type { ChannelState } from "./state/channel-state.ts";
export { type ChatState, openChatState } from "./state/chat-state.ts";
export { foldChannel, leavesCountsUnsure } from "./state/fold-channel.ts";
export { foldHistory, type HistoryPage } from "./state/fold-history.ts";
export { type ChannelParts, foldParts, type Thread } from "./state/fold-parts.ts";
export {
  type NotificationsSnapshot,
  type NotificationsState,
  openNotifications,
} from "./state/notifications.ts";
export type { ChannelSnapshot, ThreadSnapshot } from "./state/snapshot.ts";
export type { Observable } from "./state/store.ts";
export type { TokenSource } from "./token.ts";
