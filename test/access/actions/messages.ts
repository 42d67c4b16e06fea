import { operations } from "@chat/contract";
import { STAGE_REACTION, type Stage } from "../stage.ts";
import { type Actions, action } from "./action.ts";

const { postMessage, postReply, listMessages, listPinnedMessages, getMessage, getThread } =
  operations;
const { editMessage, deleteMessage, pinMessage, unpinMessage, markThreadRead } = operations;

const channel = ({ channelId }: Stage) => ({ params: { channelId } });
const message = (which: keyof Stage["messages"]) => (stage: Stage) => ({
  params: { messageId: stage.messages[which] },
});
const anothers = message("anothers");
const content = "something new";

export const messageActions: Actions<Stage> = {
  postMessage: action(postMessage, (stage: Stage) => ({ ...channel(stage), body: { content } })),
  "postMessage (in a thread)": action(postMessage, (stage: Stage) => ({
    ...channel(stage),
    body: { content, thread_id: stage.messages.anothers },
  })),
  postReply: action(postReply, (stage: Stage) => ({ ...anothers(stage), body: { content } })),
  listMessages: action(listMessages, channel),
  "listMessages (around)": action(listMessages, (stage: Stage) => ({
    ...channel(stage),
    query: { around: stage.messages.anothers },
  })),
  listPinnedMessages: action(listPinnedMessages, channel),
  getMessage: action(getMessage, anothers),
  explainNotification: action(operations.explainNotification, (stage: Stage) => ({
    query: { message_id: stage.messages.anothers },
  })),
  getThread: action(getThread, anothers),
  "editMessage (own)": action(editMessage, (stage: Stage) => ({
    ...message("own")(stage),
    body: { content },
  })),
  "editMessage (another's)": action(editMessage, (stage: Stage) => ({
    ...anothers(stage),
    body: { content },
  })),
  "deleteMessage (own)": action(deleteMessage, message("own")),
  "deleteMessage (another's)": action(deleteMessage, anothers),
  "deleteMessage (deleted before)": action(deleteMessage, message("deleted")),
  pinMessage: action(pinMessage, message("own")),
  unpinMessage: action(unpinMessage, anothers),
  addReaction: action(operations.addReaction, (stage: Stage) => ({
    ...anothers(stage),
    body: { emoji: "🎉" },
  })),
  removeReaction: action(operations.removeReaction, (stage: Stage) => ({
    params: { messageId: stage.messages.anothers, emoji: STAGE_REACTION },
  })),
  markThreadRead: action(markThreadRead, (stage: Stage) => ({ ...anothers(stage), body: {} })),
};
