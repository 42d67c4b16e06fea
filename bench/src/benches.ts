import { gatewayBench } from "./fanout/fanout.ts";
import { growthBench } from "./growth/growth.ts";
import { idleBench } from "./idle/idle.ts";
import { latencyBench } from "./latency/latency.ts";
import { postingBench } from "./posting/posting.ts";
import { redisBench } from "./redis/redis.ts";
import type { Bench } from "./run/bench.ts";
import { searchBench } from "./search/search.ts";
import { seedBench } from "./seed/seed.ts";
import { simulateBench } from "./simulate/simulate.ts";
import { tracingBench } from "./tracing/tracing.ts";
import { uploadBench } from "./upload/upload.ts";

export const BENCHES: readonly Bench[] = [
  gatewayBench,
  growthBench,
  idleBench,
  latencyBench,
  postingBench,
  redisBench,
  searchBench,
  seedBench,
  simulateBench,
  tracingBench,
  uploadBench,
];
