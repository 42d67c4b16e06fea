import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../logger.ts";
import { fetchJwks, type JwksLimits } from "./jwks-document.ts";
import { type PublicKey, readPublicKeys } from "./public-keys.ts";
import { TokenKeysUnavailable } from "./refusal.ts";
import type { VerifySignature } from "./signature.ts";

export interface KeySetLimits extends JwksLimits {
  readonly keysMax: number;
  /** Older than this, the set is asked for again while it is used. */
  readonly refreshMs: number;
  /** Older than this, it is asked for again before it is used. */
  readonly ageMsMax: number;
  /** Between two requests, however many unknown keys are named. */
  readonly cooldownMs: number;
}

interface KnownKey {
  readonly pem: string;
  readonly verify: VerifySignature;
}

/**
 * The public keys at an address, each as a verifier by its `kid`. A key that
 * stays keeps its verifier, and with it what that remembers; one that goes or
 * changes takes it along. An unknown `kid` asks for the set again, so that a
 * rotation is known with its first token. While the address does not answer,
 * the keys known last stay.
 */
export class KeySet {
  readonly #url: string;
  readonly #limits: KeySetLimits;
  readonly #logger: Logger;
  readonly #createVerifier: (key: PublicKey) => VerifySignature;
  #keys = new Map<string, KnownKey>();
  #loadedAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;
  #isAway = false;

  constructor(
    url: string,
    limits: KeySetLimits,
    logger: Logger,
    createVerifier: (key: PublicKey) => VerifySignature,
  ) {
    this.#url = url;
    this.#limits = limits;
    this.#logger = logger;
    this.#createVerifier = createVerifier;
  }

  /**
   * The verifier of a key; undefined: there is no such key.
   *
   * @throws {TokenKeysUnavailable} when the key is not known and the set cannot be asked
   */
  async find(kid: string): Promise<VerifySignature | undefined> {
    const ageMs = performance.now() - this.#loadedAt;
    if (ageMs > this.#limits.ageMsMax && !this.#isAway) {
      await this.#load();
    } else if (ageMs > this.#limits.refreshMs) {
      void this.#load();
    }
    return this.#keys.get(kid)?.verify ?? (await this.#findNew(kid));
  }

  async #findNew(kid: string): Promise<VerifySignature | undefined> {
    // One under way may have been asked before the key was there.
    await this.#loading;
    if (!this.#keys.has(kid)) {
      await this.#load();
    }
    const found = this.#keys.get(kid);
    if (!found && this.#isAway) {
      throw new TokenKeysUnavailable("the keys of AUTH_SERVICE_URL cannot be had");
    }
    return found?.verify;
  }

  /** Never rejects; at most one is under way. */
  #load(): Promise<void> {
    this.#loading ??= this.#replace().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #replace(): Promise<void> {
    const waitMs = this.#askedAt + this.#limits.cooldownMs - performance.now();
    if (waitMs > 0) {
      await sleep(waitMs);
    }
    this.#askedAt = performance.now();
    try {
      const keys = readPublicKeys(await fetchJwks(this.#url, this.#limits), this.#limits.keysMax);
      this.#keys = new Map(keys.map((key) => [key.kid, this.#keep(key)]));
      this.#loadedAt = this.#askedAt;
      this.#noteAway(false);
    } catch (error) {
      this.#noteAway(true, error);
    }
  }

  #keep(key: PublicKey): KnownKey {
    const known = this.#keys.get(key.kid);
    return known?.pem === key.pem ? known : { pem: key.pem, verify: this.#createVerifier(key) };
  }

  #noteAway(isAway: boolean, error?: unknown): void {
    if (isAway && !this.#isAway) {
      this.#logger.warn({ err: error }, "the keys of AUTH_SERVICE_URL cannot be had");
    }
    if (!isAway && this.#isAway) {
      this.#logger.info("the keys of AUTH_SERVICE_URL are there again");
    }
    this.#isAway = isAway;
  }
}
