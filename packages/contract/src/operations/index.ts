export * from "./channels.ts";
export * from "./messages.ts";
export * from "./operation.ts";
export * from "./users.ts";
