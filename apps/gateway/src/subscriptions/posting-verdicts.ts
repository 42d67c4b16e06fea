import type { JudgePosting } from "../ephemeral/typing.ts";
import type { Authorise } from "./authorise.ts";
import type { Subscriptions } from "./subscriptions.ts";

/**
 * Who follows a channel was judged when it began to, and that stands until an
 * event of the channel changes who may post; for others Postgres is asked.
 */
export function createPostingVerdicts(
  subscriptions: Pick<Subscriptions, "find">,
  authorise: Authorise,
): JudgePosting {
  return async (connection, channelId) => {
    const subscription = subscriptions.find(connection, channelId);
    const epoch = subscription?.feed?.accessEpoch;
    if (subscription?.posts && subscription.posts.epoch === epoch) {
      return subscription.posts.verdict;
    }
    const grants = await authorise(connection, [channelId]);
    const verdict = grants.get(channelId)?.posts ?? "not_found";
    if (subscription && epoch !== undefined) {
      subscription.posts = { verdict, epoch };
    }
    return verdict;
  };
}
