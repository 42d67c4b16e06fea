import { type Operation, operations } from "@chat/contract";

/** Every operation of the contract. */
export const OPERATIONS: readonly Operation[] = Object.values(operations).filter(
  (value) => typeof value !== "function",
);
