import {
  createDatabase,
  createFindConnected,
  createSignals,
  type Notified,
  type NotifyCause,
  type NotifyContext,
  notifyMessage,
} from "@chat/domain";
import type { World } from "./world.ts";

export interface Notifier {
  readonly ctx: NotifyContext;
  notify(message: { readonly id: string }, cause?: NotifyCause): Promise<Notified | undefined>;
}

/** Notifying as a worker does it, called by hand: a test decides when. */
export function createNotifier(world: World, now: () => Date = () => new Date()): Notifier {
  const [api] = world.apis;
  if (!api) {
    throw new Error("this world has no API");
  }
  const { config, postgres, redis } = api.platform;
  const ctx: NotifyContext = {
    db: createDatabase(postgres),
    signal: createSignals(redis, config.events, () => undefined),
    findConnected: createFindConnected(redis, config.events),
    now,
  };
  const delays = { push: config.notifyDelays.pushMs, mail: config.notifyDelays.mailMs };
  return {
    ctx,
    notify: ({ id }, cause = "post") =>
      notifyMessage(ctx, delays, { orgId: world.orgId, messageId: id }, cause),
  };
}
