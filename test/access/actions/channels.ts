import { operations } from "@chat/contract";
import type { Stage } from "../stage.ts";
import { type Actions, action } from "./action.ts";

const { getChannel, updateChannel, deleteChannel, archiveChannel, unarchiveChannel } = operations;

const channel = ({ channelId }: Stage) => ({ params: { channelId } });

export const channelActions: Actions<Stage> = {
  getChannel: action(getChannel, channel),
  updateChannel: action(updateChannel, (stage: Stage) => ({
    ...channel(stage),
    body: { topic: "changed" },
  })),
  deleteChannel: action(deleteChannel, channel),
  archiveChannel: action(archiveChannel, channel),
  unarchiveChannel: action(unarchiveChannel, channel),
};
