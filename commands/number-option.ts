import { BadInputError } from '../errors';

/**
 * A commander argument parser for whole numbers within bounds, both included. Takes `1000000`,
 * `1_000_000` and `1e6`.
 *
 * @param flag as the user types it, for the message
 */
export function wholeNumber(flag: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^(\d[\d_]*|\d+(\.\d+)?e\+?\d+)$/i.test(text)
      ? Number(text.replaceAll('_', ''))
      : Number.NaN;
    if (!Number.isSafeInteger(value) || value < min || value > max) {
      throw new BadInputError(
        flag,
        `${JSON.stringify(text)} is not a whole number from ${min} to ${max}`,
        `write for example ${flag} ${Math.min(max, Math.max(min, 1_000_000))}`,
      );
    }
    return value;
  };
}
