import type { Parser, Result } from "tap-parser";

/** How many tests, a test being a block of TAP without blocks in it. */
export interface Tally {
  passed: number;
  failed: number;
}

export interface TapListener {
  /** An assertion, or a block that failed for no assertion in it, a timeout for example. */
  onFailure(path: readonly string[], result: Result): void;
  /** What a test wrote between its lines of TAP. */
  onOutput(text: string): void;
}

interface Block extends Tally {
  /** Failed assertions directly in it. */
  assertions: number;
  isLeaf: boolean;
}

/** Follows the TAP of one file; the tally is complete when the parser is. */
export function tallyFile(parser: Parser, listener: TapListener): () => Tally {
  const file = follow(parser, [], listener);
  return () => {
    const { ok = false, pass = 0 } = parser.results ?? {};
    return file.isLeaf
      ? { passed: Number(ok && pass > 0), failed: Number(!ok) }
      : tallyOuter(file, !ok);
  };
}

function follow(parser: Parser, path: readonly string[], listener: TapListener): Block {
  const block: Block = { passed: 0, failed: 0, assertions: 0, isLeaf: true };
  let inner: Block | undefined;
  parser.on("child", (child: Parser) => {
    inner = follow(child, [...path, child.name], listener);
    block.isLeaf = false;
  });
  parser.on("extra", (text: string) => listener.onOutput(text));
  parser.on("assert", (result: Result) => {
    const closed = inner;
    inner = undefined;
    const failed = !(result.ok || result.skip || result.todo);
    if (failed && (closed === undefined || closed.failed + closed.assertions === 0)) {
      listener.onFailure([...path, result.name], result);
    }
    if (closed === undefined) {
      block.assertions += Number(failed);
      return;
    }
    const tally = closed.isLeaf ? tallyLeaf(result, failed) : tallyOuter(closed, failed);
    block.passed += tally.passed;
    block.failed += tally.failed;
  });
  return block;
}

function tallyLeaf(result: Result, failed: boolean): Tally {
  const skipped = Boolean(result.skip || result.todo);
  return { passed: Number(!(failed || skipped)), failed: Number(failed) };
}

/** A block that failed though none of its tests did counts as a failed test itself. */
function tallyOuter({ passed, failed }: Tally, outerFailed: boolean): Tally {
  return { passed, failed: outerFailed ? Math.max(failed, 1) : failed };
}
