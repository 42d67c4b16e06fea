import { rounded } from "../report/figures.ts";
import type { Report } from "../report/report.ts";
import type { Bench, BenchRun } from "../run/bench.ts";
import { startStores } from "../run/stores.ts";
import { measurePresence, type PresenceWindow } from "./presence.ts";
import { ENTRIES_A_SECOND, measureReaders, type ReadersWindow } from "./readers.ts";

const READERS = 32;
/** How often all sockets are said to be there, in a round. */
const REFRESHES = 5;

interface Round {
  readonly alone: ReadersWindow;
  readonly read: ReadersWindow;
  readonly presence: PresenceWindow;
}

/** What gateways cost Redis, however little is said: replies to each, and that their users are there. */
export const redisBench: Bench = {
  name: "redis",
  description: "what each gateway and each connected user cost Redis",
  page: "capacity.md",
  async run({ options, stack, progress }: BenchRun): Promise<Report> {
    progress.tell("starting the stores");
    const stores = await startStores(stack);
    const readers = Math.max(2, Math.round(READERS * options.scale));
    const rounds: Round[] = [];
    progress.expect(options.rounds);
    for (let round = 0; round < options.rounds; round += 1) {
      progress.tell(`round ${round + 1}`);
      rounds.push({
        alone: await measureReaders(stores, 0, options.seconds),
        read: await measureReaders(stores, readers, options.seconds),
        presence: await measurePresence(stores, REFRESHES),
      });
      progress.step();
    }
    return reportOf(rounds, readers);
  },
};

function reportOf(rounds: readonly Round[], readers: number): Report {
  const sum = (of: (round: Round) => number) =>
    rounds.reduce((total, round) => total + of(round), 0);
  const micros = (seconds: number, times: number) => rounded((seconds * 1e6) / times);
  const replies = sum(({ read }) => read.replies);
  const entries = sum(({ read }) => read.entries);
  const reading = sum(({ alone, read }) => read.redisCpuSeconds - alone.redisCpuSeconds);
  const received = sum(({ alone, read }) => read.ownCpuSeconds - alone.ownCpuSeconds);
  const refreshes = sum(({ presence }) => presence.refreshes);
  const refreshing = sum(({ presence }) => presence.redisCpuSeconds);
  const gateway = sum(({ presence }) => presence.ownCpuSeconds);
  return {
    tables: [
      {
        title: "processor time for what gateways ask of Redis, in µs",
        head: ["", "Redis", "gateway"],
        rows: [
          ["a reply to a reader that waits", micros(reading, replies), micros(received, replies)],
          [
            "a socket is said to be there",
            micros(refreshing, refreshes),
            micros(gateway, refreshes),
          ],
        ],
      },
    ],
    charts: [],
    remarks: [
      `${readers} readers of ${ENTRIES_A_SECOND} entries a second got ${rounded(replies / entries)} replies an entry.`,
      "The readers of that are ioredis: a gateway's own, which parses less, costs less.",
    ],
    figures: rounds,
  };
}
