export * from "./client.ts";
export * from "./examples.ts";
export * from "./server.ts";
