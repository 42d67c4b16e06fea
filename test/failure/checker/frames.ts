import { CLOSE_CODES, ServerFrame } from "@chat/contract";
import { Compile } from "typebox/compile";
import type { ConnectionHistory, History } from "../history.ts";
import type { Violation } from "./violation.ts";

const SERVER_FRAME = Compile(ServerFrame);
/** An invalid frame is answered within this, if its socket stays open for so long. */
const ANSWER_MS = 5_000;
/** Without a close frame, as when a process or a connection dies. */
const ABNORMAL = 1006;

/**
 * Promises 6 and 7: every frame is one that the contract knows, a refused one
 * is answered with an error and the socket stays, and a service that goes
 * down closes with its code.
 */
export function checkFrames({ connections, faults }: History): Violation[] {
  const gatewayFaults = faults.map(({ from, healedAt }) => ({ from, to: healedAt + ANSWER_MS }));
  const isCalm = (from: number, to: number) =>
    !gatewayFaults.some((fault) => fault.from <= to && fault.to >= from);
  return connections.flatMap((connection) => [
    ...checkShapes(connection),
    ...checkClosing(connection, isCalm),
    ...checkErrors(connection, isCalm),
  ]);
}

function checkShapes({ id, received }: ConnectionHistory): Violation[] {
  const [hello] = received;
  const unknown = received.filter(({ frame }) => !SERVER_FRAME.Check(frame));
  const details = unknown.map(({ text }) => `connection ${id} got ${text}`);
  if (hello && hello.frame?.type !== "hello") {
    details.push(`connection ${id} began with ${hello.text}`);
  }
  return details.map((detail) => ({ promise: "frames", detail }));
}

type IsCalm = (from: number, to: number) => boolean;

function checkClosing({ id, gateway, closed }: ConnectionHistory, isCalm: IsCalm): Violation[] {
  if (closed === undefined || closed.by === "client") {
    return [];
  }
  const { at, code } = closed;
  const isAllowed =
    code === CLOSE_CODES.goingAway.code || (code === ABNORMAL && !isCalm(at - ANSWER_MS, at));
  const detail = `connection ${id} (${gateway}) was closed with ${code} at ${Math.round(at)}`;
  return isAllowed ? [] : [{ promise: "frames", detail }];
}

function checkErrors(connection: ConnectionHistory, isCalm: IsCalm): Violation[] {
  const answered = new Set(
    connection.received.flatMap(({ frame }) =>
      frame?.type === "error" && frame.ref !== undefined ? [frame.ref] : [],
    ),
  );
  const end = connection.closed?.at ?? Number.POSITIVE_INFINITY;
  return connection.sent.flatMap(({ at, frame }) => {
    const { type, ref = "" } = frame;
    const isOwed = type === "invalid" && end > at + ANSWER_MS && isCalm(at, at + ANSWER_MS);
    const detail = `connection ${connection.id}: the invalid frame ${ref} was not answered`;
    return isOwed && !answered.has(ref) ? [{ promise: "frames" as const, detail }] : [];
  });
}
