import { limits } from "@chat/contract";
import { Counter, Gauge, type Registry } from "prom-client";
import { ChannelCounts } from "./channel-counts.ts";

export interface MessageMetrics {
  countPosted(channelId: string): void;
}

/** Messages posted; by channel for the busiest ones, the rest together as `other`. */
export function createMessageMetrics(registry: Registry): MessageMetrics {
  const counts = new ChannelCounts(limits.METRIC_COUNTED_CHANNELS_MAX);
  let posted = 0;
  const total = new Counter({
    name: "chat_messages_sent_total",
    help: "Messages posted and acknowledged",
    registers: [registry],
  });
  new Gauge({
    name: "chat_messages_by_channel",
    help: "Messages posted since the start of the process, busiest channels and other",
    labelNames: ["channel"],
    registers: [registry],
    collect() {
      this.reset();
      let shown = 0;
      for (const { channelId, count } of counts.busiest(limits.METRIC_BUSIEST_CHANNELS)) {
        this.set({ channel: channelId }, count);
        shown += count;
      }
      this.set({ channel: "other" }, posted - shown);
    },
  });
  return {
    countPosted(channelId) {
      posted += 1;
      total.inc();
      counts.add(channelId);
    },
  };
}
