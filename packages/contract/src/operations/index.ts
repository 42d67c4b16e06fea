export * from "./attachments.ts";
export * from "./channels.ts";
export * from "./dm.ts";
export * from "./members.ts";
export * from "./messages.ts";
export * from "./operation.ts";
export * from "./search.ts";
export * from "./users.ts";
