interface Verified {
  readonly userId: string;
  readonly validUntilMs: number;
}

/**
 * Tokens whose signature was verified, so that the next request with the same token need not.
 *
 * Bounded twice: in entries, so that memory is, and in seconds, so that a revoked token or a
 * withdrawn key is not accepted for longer than that.
 */
export class VerifiedTokenCache {
  private readonly verified = new Map<string, Verified>();

  /**
   * @param maxEntries 0 remembers nothing
   * @param maxAgeMs how long a verification is believed
   */
  constructor(
    private readonly maxEntries: number,
    private readonly maxAgeMs: number,
  ) {}

  get size(): number {
    return this.verified.size;
  }

  /** The user of a token that was verified and is still valid. */
  userOf(token: string, nowMs: number): string | undefined {
    const found = this.verified.get(token);
    if (found === undefined) return undefined;
    if (found.validUntilMs <= nowMs) {
      this.verified.delete(token);
      return undefined;
    }
    return found.userId;
  }

  /** @param expiresAtMs the token's own end, the leeway for clocks not included */
  remember(token: string, userId: string, expiresAtMs: number, nowMs: number): void {
    if (this.maxEntries === 0) return;
    this.verified.delete(token);
    if (this.verified.size >= this.maxEntries) {
      // A Map keeps the order of insertion, and all entries live about equally long: the first ends soonest.
      const oldest = this.verified.keys().next();
      if (oldest.done !== true) this.verified.delete(oldest.value);
    }
    this.verified.set(token, {
      userId,
      validUntilMs: Math.min(expiresAtMs, nowMs + this.maxAgeMs),
    });
  }
}
