import { gatewayBench } from "./fanout/fanout.ts";
import { postingBench } from "./posting/posting.ts";
import type { Bench } from "./run/bench.ts";

export const BENCHES: readonly Bench[] = [gatewayBench, postingBench];
