const CHECK_MS = 2_000;
const FRESH_MS = 1_000;

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  /** Without it the process is not ready; the others are only reported. */
  readonly required: boolean;
  readonly error?: string;
}

interface Check {
  readonly name: string;
  readonly required: boolean;
  readonly probe: () => Promise<unknown>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly CheckResult[];
}

/**
 * What this process needs in order to serve. Probes run together, each bounded,
 * and an answer is kept for a second, so that probing costs nothing.
 */
export class Health {
  readonly #checks: Check[] = [];
  #draining = false;
  #last: { at: number; result: Promise<Readiness> } | undefined;

  addCheck(name: string, required: boolean, probe: Check["probe"]): void {
    this.#checks.push({ name, required, probe });
  }

  /** From now on not ready: the first step of a stop. */
  drain(): void {
    this.#draining = true;
  }

  async readiness(): Promise<Readiness> {
    if (this.#draining) {
      return { ready: false, checks: [{ name: "draining", ok: false, required: true }] };
    }
    if (!this.#last || Date.now() - this.#last.at > FRESH_MS) {
      this.#last = { at: Date.now(), result: this.#runAll() };
    }
    return this.#last.result;
  }

  async #runAll(): Promise<Readiness> {
    const checks = await Promise.all(this.#checks.map(runCheck));
    return { ready: checks.every((check) => check.ok || !check.required), checks };
  }
}

async function runCheck({ name, required, probe }: Check): Promise<CheckResult> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${CHECK_MS} ms`)), CHECK_MS);
  try {
    await Promise.race([probe(), late]);
    return { name, ok: true, required };
  } catch (error) {
    return { name, ok: false, required, error: error instanceof Error ? error.message : "failed" };
  } finally {
    clearTimeout(timer);
  }
}
