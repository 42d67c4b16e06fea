import { limits } from "@chat/contract";
import { runMain } from "@chat/runtime";
import { gatewayApp } from "./app.ts";

await runMain("gateway", [gatewayApp], limits.SERVER_LIMITS);
