import { createChannels } from "./channels.ts";
import { spreadOver } from "./http.ts";
import { stableIds } from "./ids.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createListeners, type Listeners } from "./listeners.ts";
import type { ReplayOptions } from "./options.ts";
import { createPeople } from "./people.ts";
import { createPoster, type Post } from "./poster.ts";
import type { Tally } from "./tally.ts";
import type { TokenSigner } from "./tokens.ts";

/** Stands for whichever API takes a request. */
const BASE_URL = "http://any-api";

export interface Parts {
  readonly ledger: Ledger;
  readonly listeners: Listeners;
  readonly post: Post;
  close(): Promise<void>;
}

/** Puts together what posts, what listens, and what compares the two. */
export function assemble(options: ReplayOptions, sign: TokenSigner, tally: Tally): Parts {
  const ids = stableIds(options.organisation);
  const ledger = createLedger(options.listeners);
  const apis = spreadOver(options.apis, options.concurrency, BASE_URL);
  const listeners = createListeners({
    count: options.listeners,
    gateways: options.gateways,
    tokenOf: (index) => sign(ids.userId(`listener ${index}`), `listener ${index}`),
    ledger,
  });
  const channels = createChannels(async ({ id, last_seq }) => {
    ledger.addChannel(id, last_seq);
    await listeners.follow(id, last_seq);
  });
  const personOf = createPeople({
    ids,
    sign,
    baseUrl: BASE_URL,
    fetch: apis.fetch,
    onRetry: tally.retried,
  });
  return {
    ledger,
    listeners,
    post: createPoster({ ids, personOf, channels, ledger, tally }),
    async close() {
      listeners.close();
      await apis.close();
    },
  };
}
