import type { Verdict } from '../research';
import { formatInterval, formatSignificant } from './number-format';
import type { Cell } from './report-document';

/**
 * A verdict in a table: how many times as fast the first is as the second, and whether the run tells
 * the two apart.
 */
export function verdictCell(verdict: Verdict): Cell {
  if (verdict.status === 'too-few-samples') {
    return { kind: 'missing', text: 'too few visits to tell' };
  }
  const { ratio, low, high } = verdict;
  const note = {
    faster: 'faster',
    slower: 'slower',
    'no-difference-shown': 'no difference shown',
  }[verdict.status];
  const isWithinNoise =
    verdict.status === 'no-difference-shown' && verdict.because === 'noise-floor';
  return {
    kind: 'figure',
    text: `× ${formatSignificant(ratio)}`,
    interval: formatInterval(low, high, formatSignificant),
    note: isWithinNoise ? `${note}: within the noise floor` : note,
  };
}
