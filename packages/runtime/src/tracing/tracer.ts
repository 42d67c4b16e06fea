/** The name of the instrumentation that spans of the process itself have. */
export const TRACER = "chat";
