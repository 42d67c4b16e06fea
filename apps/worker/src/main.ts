import { limits } from "@chat/contract";
import { runMain } from "@chat/runtime";
import { workerApp } from "./app.ts";

await runMain("worker", [workerApp], limits.SERVER_LIMITS);
