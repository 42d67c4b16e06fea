import type { JudgePosting } from "../ephemeral/typing.ts";
import type { Authorise } from "./authorise.ts";
import type { Subscriptions } from "./subscriptions.ts";

/**
 * Who follows a channel was judged when it began to, and that stands until an
 * event of the channel changes who may post; for others Postgres is asked.
 */
export function createPostingVerdicts(
  subscriptions: Pick<Subscriptions, "of">,
  authorise: Authorise,
): JudgePosting {
  return async (connection, channelId) => {
    const own = subscriptions.of(connection);
    const known = own?.judged(channelId);
    if (known !== undefined) {
      return known;
    }
    const epoch = own?.accessEpoch(channelId);
    const grants = await authorise(connection, [channelId]);
    const verdict = grants.get(channelId)?.posts ?? "not_found";
    if (epoch !== undefined) {
      own?.noteJudged(channelId, verdict, epoch);
    }
    return verdict;
  };
}
