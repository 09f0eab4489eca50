const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
/** Digits that always fit a 32-bit number, so that they can be added up without a check. */
const SAFE_DIGITS = 9;
const MAX_VOTES = 2 ** 31 - 1;

/** What {@link parseVotes} returns for text that is no number of votes. */
export const BAD_VOTES = { notANumber: -1, negative: -2, tooMany: -3 } as const;

/**
 * A whole number of votes, 0 for an empty field, or one of {@link BAD_VOTES}.
 *
 * Takes `3.0` for 3: whole numbers look so in files written by data-frame libraries once a column
 * has gaps.
 */
export function parseVotes(bytes: Buffer, start: number, end: number): number {
  if (end - start <= SAFE_DIGITS) {
    let votes = 0;
    let at = start;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte < DIGIT_0 || byte > DIGIT_9) break;
      votes = votes * 10 + (byte - DIGIT_0);
      at += 1;
    }
    if (at === end) return votes;
  }
  const text = bytes.toString('latin1', start, end);
  if (!/^-?\d+(\.0+)?$/.test(text)) return BAD_VOTES.notANumber;
  const votes = Number(text);
  if (text.startsWith('-')) return BAD_VOTES.negative;
  return votes > MAX_VOTES ? BAD_VOTES.tooMany : votes;
}

/** A number of stars, whether within 1 to 5 or not, or NaN. */
export function parseStars(bytes: Buffer, start: number, end: number): number {
  if (end - start === 1) {
    const byte = bytes[start]!;
    return byte >= DIGIT_0 && byte <= DIGIT_9 ? byte - DIGIT_0 : Number.NaN;
  }
  const text = bytes.toString('latin1', start, end);
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}
