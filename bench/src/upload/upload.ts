import { randomUUID } from "node:crypto";
import { createStorage, ensureBucket, readConfig } from "@chat/runtime";
import { createSigner } from "fast-jwt";
import { residentBytesOf } from "../measure/process-usage.ts";
import { whole } from "../report/figures.ts";
import { startApp } from "../run/app.ts";
import type { Bench, BenchRun } from "../run/bench.ts";
import { startStores } from "../run/stores.ts";
import { sendForm, sendResumable } from "./send-file.ts";

const MIB = 1024 * 1024;
const FILE_MIB = 100;
const WARM_UP_MIB = 20;
const POLL_MS = 10;

interface Round {
  readonly seconds: number;
  readonly residentMibBefore: number;
  /** The most that was seen above that. */
  readonly raisedMib: number;
}

const WAYS = { "POST /upload": sendForm, "tus, in one piece": sendResumable } as const;

/** What one large upload costs the API in memory. */
export const uploadBench: Bench = {
  name: "upload",
  description: "a 100 MiB upload: how far it raises the API's memory",
  async run({ options, stack, progress }: BenchRun) {
    progress.expect(options.rounds * Object.keys(WAYS).length);
    progress.tell("starting the stores");
    const stores = await startStores(stack);
    await makeBucket(stores.environment);
    const api = await startApp(stack, "api", stores.environment);
    const sign = createSigner({ key: stores.jwtSecret, algorithm: "HS256" });
    const exp = Math.floor(Date.now() / 1_000) + 3_600;
    const token = sign({ sub: randomUUID(), org_id: randomUUID(), exp });
    const fileMib = Math.max(1, Math.round(FILE_MIB * options.scale));
    const rounds: Record<string, Round[]> = {};
    for (const [way, send] of Object.entries(WAYS)) {
      await send({ url: api.url, token, bytes: Math.min(WARM_UP_MIB, fileMib) * MIB });
      rounds[way] = [];
      for (let round = 0; round < options.rounds; round += 1) {
        progress.tell(`${way}, round ${round + 1} of ${options.rounds}`);
        const sending = () => send({ url: api.url, token, bytes: fileMib * MIB });
        rounds[way].push(await measure(api.pid, sending));
        progress.step();
      }
    }
    return {
      tables: [
        {
          title: `One upload of ${fileMib} MiB`,
          head: ["", "seconds", "resident before, MiB", "raised by at most, MiB"],
          rows: Object.entries(rounds).map(([way, measured]) => [
            way,
            Math.max(...measured.map(({ seconds }) => seconds)).toFixed(1),
            whole(Math.max(...measured.map((round) => round.residentMibBefore))),
            whole(Math.max(...measured.map(({ raisedMib }) => raisedMib))),
          ]),
        },
      ],
      charts: [],
      remarks: ["The most of all rounds; the object storage runs in the load generator's process."],
      figures: rounds,
    };
  },
};

async function makeBucket(environment: Readonly<Record<string, string>>): Promise<void> {
  const { s3 } = readConfig(environment);
  const storage = createStorage(s3);
  await ensureBucket(storage, s3.bucket);
  storage.destroy();
}

async function measure(pid: number, send: () => Promise<void>): Promise<Round> {
  const before = await residentBytesOf(pid);
  let most = before;
  const timer = setInterval(() => {
    void residentBytesOf(pid).then((bytes) => {
      most = Math.max(most, bytes);
    });
  }, POLL_MS);
  const begun = performance.now();
  try {
    await send();
  } finally {
    clearInterval(timer);
  }
  return {
    seconds: (performance.now() - begun) / 1_000,
    residentMibBefore: before / MIB,
    raisedMib: (most - before) / MIB,
  };
}
