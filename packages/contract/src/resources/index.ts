export * from "./attachment.ts";
export * from "./channel.ts";
export * from "./list.ts";
export * from "./message.ts";
export * from "./problem.ts";
export * from "./read-marker.ts";
export * from "./search.ts";
export * from "./user.ts";
