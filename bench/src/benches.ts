import { gatewayBench } from "./fanout/fanout.ts";
import { idleBench } from "./idle/idle.ts";
import { postingBench } from "./posting/posting.ts";
import type { Bench } from "./run/bench.ts";

export const BENCHES: readonly Bench[] = [gatewayBench, idleBench, postingBench];
