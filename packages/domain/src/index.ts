export type { Actor } from "./actor.ts";
export {
  type AttachmentRef,
  type AttachmentWork,
  beginAttachmentTry,
  claimAttachments,
  closeAttachment,
  getUnscannedAge,
  listStored,
  removeOrphan,
  rescanAttachments,
  retryAttachmentLater,
} from "./attachments/attachment-work.service.ts";
export {
  getAttachment,
  getAttachmentContent,
  getAttachmentThumbnail,
} from "./attachments/attachments.service.ts";
export {
  claimRemovals,
  type FileRemoval,
  keysOfAttachment,
  removeFiles,
} from "./attachments/file-removals.service.ts";
export type { FileStore } from "./attachments/file-store.ts";
export { fileTooLarge } from "./attachments/inspection.ts";
export {
  beginUpload,
  cancelUpload,
  finishUpload,
  getUpload,
  isUnnoted,
  removeOldUploads,
} from "./attachments/resumable.service.ts";
export { appendToUpload, offsetOf } from "./attachments/resumable-append.service.ts";
export {
  addThumbnail,
  type Picture,
  type Settled,
  type Settlement,
  settleAttachment,
} from "./attachments/settling.service.ts";
export { storageKey } from "./attachments/storage-keys.ts";
export { type Upload, uploadAttachment } from "./attachments/uploads.service.ts";
export {
  deleteChannel,
  setArchived,
  updateChannel,
} from "./channels/channel-changes.service.ts";
export { authoriseChannels, type ChannelGrant } from "./channels/channel-grants.ts";
export {
  createChannel,
  getChannel,
  listChannels,
  listJoinedChannels,
} from "./channels/channels.service.ts";
export { type Context, createContext } from "./context.ts";
export { createDatabase, type Database } from "./database/database.ts";
export { getDm, openDm } from "./direct/direct.service.ts";
export { createSignals, type SendSignal } from "./ephemeral/signals.ts";
export { decodeSignal, ephemeralTopics, type Signal } from "./ephemeral/topics.ts";
export { ChatError, invalid, type Verdict } from "./errors.ts";
export type { StoredEvent } from "./events/event.ts";
export { createEventLog, type EventLog, type LoggedEvent } from "./events/event-log.ts";
export { startEventSpan } from "./events/event-span.ts";
export {
  checkPartitions,
  getPartitionDaysAhead,
  maintainPartitions,
} from "./events/events.service.ts";
export type { IdempotencyKey } from "./idempotency/commit-once.ts";
export { removeOldIdempotencyKeys } from "./idempotency/idempotency.service.ts";
export { changeMemberRole, changeMembership } from "./members/member-changes.service.ts";
export {
  addMember,
  joinChannel,
  leaveChannel,
  listMembers,
  listMembersAmong,
  removeMember,
} from "./members/members.service.ts";
export { deleteMessage, editMessage } from "./messages/message-changes.service.ts";
export {
  getMessage,
  getThread,
  listMessages,
  listPinnedMessages,
} from "./messages/messages.service.ts";
export { pinMessage, unpinMessage } from "./messages/pins.service.ts";
export { type Posted, postMessage, postReply } from "./messages/posting.service.ts";
export {
  type Delivered,
  type DeliveryKey,
  deliverNotification,
  findDueDeliveries,
} from "./notifications/deliveries.service.ts";
export type {
  Handover,
  Letter,
  MailTarget,
  Media,
  PushTarget,
} from "./notifications/delivery-port.ts";
export { explainNotification } from "./notifications/explain-notification.service.ts";
export { sweepEdits, sweepNotifications } from "./notifications/notification-sweep.service.ts";
export {
  listNotifications,
  markNotificationsRead,
  removeOldNotifications,
} from "./notifications/notifications.service.ts";
export {
  type Notified,
  type NotifyCause,
  type NotifyContext,
  notifyMessage,
} from "./notifications/notify.service.ts";
export type { MediaDelays } from "./notifications/plan-deliveries.ts";
export {
  getNotificationPreferences,
  type PushSetup,
  unsubscribeFromMail,
  updateNotificationPreferences,
} from "./notifications/preferences.service.ts";
export {
  createPushSubscription,
  deletePushSubscription,
} from "./notifications/push-subscriptions.service.ts";
export {
  createUnsubscribeToken,
  readUnsubscribeToken,
} from "./notifications/unsubscribe-token.ts";
export { createBatches } from "./outbox/batches.ts";
export { getOutboxState } from "./outbox/outbox.service.ts";
export { createPublisher, type Publisher } from "./outbox/publisher.ts";
export { relayLeftovers } from "./outbox/relay.ts";
export {
  decodeConcerned,
  ENTRY,
  ENTRY_LENGTH_MIN,
  encodeEntry,
  groupKeys,
  groupOfChannel,
  type StreamLayout,
  shardOf,
  streamKey,
} from "./outbox/streams.ts";
export {
  type ConnectionStore,
  createConnectionStore,
  createFindConnected,
} from "./presence/connection-store.ts";
export { noteActivity } from "./presence/presence.service.ts";
export { addReaction, removeReaction } from "./reactions/reactions.service.ts";
export { markChannelRead, markThreadRead } from "./read-markers/read-markers.service.ts";
export type { MessageKey } from "./search/message-key.ts";
export { type Reindexing, reindexMessages } from "./search/reindex.service.ts";
export { search } from "./search/search.service.ts";
export { findUnindexedMessages, indexMessages } from "./search/search-index.service.ts";
export { removeDeletedChannels } from "./search/search-removals.service.ts";
export { inSharedSpan, inSpanOf } from "./tracing/spans.ts";
export { currentTraceparent } from "./tracing/traceparent.ts";
export { createIdentification, type Identify } from "./users/identification.ts";
export { setStatus } from "./users/status.service.ts";
export {
  getMe,
  getUser,
  listFollowedPresence,
  listPresence,
  listUsers,
  type PresenceContext,
} from "./users/users.service.ts";
export type { Wire } from "./wire.ts";
