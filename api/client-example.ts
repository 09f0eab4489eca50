/**
 * How a player sends its marks: compiled and tested with the API, to be copied from.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface PlayerMark {
  /** Made once for each mark, and kept when the mark is sent again. */
  readonly mark_id: string;
  readonly film_id: string;
  readonly position_s: number;
  /** `new Date().toISOString()` */
  readonly event_time: string;
  readonly platform: 'web' | 'ios' | 'android' | 'tv';
}

export interface ClientOptions {
  /** `https://marks.films.example` */
  readonly url: string;
  /** The user's current token of the auth service. */
  readonly token: () => string;
  /** @default 5 */
  readonly maxTries?: number;
}

/** The API refused the mark for good; sending it again is of no use. */
export class MarkRefusedError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * Sends one mark; resolves when Kafka has it. Waits and tries again while the API is busy or away:
 * the mark keeps its mark_id, so that a second copy does no harm.
 *
 * @throws MarkRefusedError for a mark or token that will never be accepted
 * @throws Error when every try failed
 */
export async function sendMark(mark: PlayerMark, options: ClientOptions): Promise<void> {
  const { url, token, maxTries = 5 } = options;
  let waitS = 0;
  for (let attempt = 0; attempt < maxTries; attempt++) {
    await delay(waitS * 1000);
    waitS = 2 ** attempt;
    let response: Response;
    try {
      response = await fetch(`${url}/api/v1/view-marks`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
        body: JSON.stringify(mark),
        signal: AbortSignal.timeout(10_000),
      });
    } catch {
      continue;
    }
    if (response.status === 202) return;
    if (response.status !== 429 && response.status < 500) {
      const problem = (await response.json()) as { code: string; title: string; detail?: string };
      throw new MarkRefusedError(response.status, problem.code, problem.detail ?? problem.title);
    }
    waitS = Number(response.headers.get('retry-after') ?? waitS);
  }
  throw new Error(`the mark could not be sent in ${maxTries} tries`);
}
