import fc from "fast-check";
import type { Test } from "tap";

/** `TAP_SEED=<seed>:<path>`, as a failed property printed it, runs that case again; `TAP_SEED=<seed>` the whole run. */
function replayed(): { seed?: number; path?: string } {
  const given = process.env["TAP_SEED"] ?? "";
  const [seed = "", ...path] = given.split(":");
  return {
    ...(seed === "" ? {} : { seed: Number(seed) }),
    ...(path.length === 0 ? {} : { path: path.join(":") }),
  };
}

/**
 * Tries a property on arbitrary values, and shrinks what breaks it.
 *
 * @param holds throws where the property does not hold
 */
export async function assertProperty<T>(
  t: Test,
  runs: number,
  values: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(values, holds);
  const details = await fc.check(property, { numRuns: runs, ...replayed() });
  const { failed, seed, counterexamplePath: path, counterexample, errorInstance } = details;
  if (failed) {
    t.fail("the property does not hold", {
      replay: `TAP_SEED=${seed}:${path}`,
      counterexample: fc.stringify(counterexample),
      error: errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    });
  } else {
    t.pass(`holds for ${details.numRuns} cases of seed ${seed}`);
  }
}
