import { limits } from "@chat/contract";
import { runMain } from "@chat/runtime";
import { apiApp } from "./app.ts";

await runMain("api", [apiApp], limits.SERVER_LIMITS);
