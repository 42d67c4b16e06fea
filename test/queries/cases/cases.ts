import { attachmentWorkCases } from "./attachment-work.ts";
import { attachmentCases } from "./attachments.ts";
import type { CasesOf } from "./case.ts";
import { channelCases } from "./channels.ts";
import { directCases } from "./direct.ts";
import { eventCases } from "./events.ts";
import { idempotencyCases } from "./idempotency.ts";
import { memberCases } from "./members.ts";
import { messageChangeCases } from "./message-changes.ts";
import { messageCases } from "./messages.ts";
import { notificationCases } from "./notifications.ts";
import { notifyCases } from "./notify.ts";
import { outboxCases } from "./outbox.ts";
import { postingCases } from "./posting.ts";
import { pushSubscriptionCases } from "./push-subscriptions.ts";
import { reactionCases } from "./reactions.ts";
import { readMarkerCases } from "./read-markers.ts";
import { resumableCases } from "./resumable.ts";
import { searchCases } from "./search.ts";
import { userCases } from "./users.ts";

/** Every query of every repository: one that is not here fails the test. */
export const CASES: readonly CasesOf[] = [
  ...attachmentCases,
  ...attachmentWorkCases,
  ...channelCases,
  ...directCases,
  ...eventCases,
  ...idempotencyCases,
  ...memberCases,
  ...messageChangeCases,
  ...messageCases,
  ...notificationCases,
  ...notifyCases,
  ...outboxCases,
  ...postingCases,
  ...pushSubscriptionCases,
  ...reactionCases,
  ...readMarkerCases,
  ...resumableCases,
  ...searchCases,
  ...userCases,
];
