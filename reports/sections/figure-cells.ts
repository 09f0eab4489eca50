import { type Estimate, MIN_SAMPLES } from '../../research';
import { formatInterval } from '../number-format';
import { type Cell, MISSING } from '../report-document';

/** Explains every `-` of a table of estimates. */
export const MISSING_FOOTNOTE =
  `"-" stands for no figure: an interval takes at least ${MIN_SAMPLES.interval} samples, ` +
  `a p95 ${MIN_SAMPLES.p95} and a p99 ${MIN_SAMPLES.p99}.`;

/** A median with its interval, where it has one. */
export function estimateCell(
  { median, low, high }: Estimate,
  format: (value: number) => string,
  note?: string,
): Cell {
  return {
    kind: 'figure',
    text: format(median),
    ...(low === null || high === null ? {} : { interval: formatInterval(low, high, format) }),
    ...(note === undefined ? {} : { note }),
  };
}

export function percentileCell(value: number | null, format: (value: number) => string): Cell {
  return value === null ? MISSING : { kind: 'figure', text: format(value) };
}

/** What stands in a table for a cell without a figure; the reasons have a section of their own. */
export function outcomeCell(status: 'failed' | 'skipped' | 'wrong' | 'absent'): Cell {
  switch (status) {
    case 'failed':
      return { kind: 'problem', text: 'failed' };
    case 'wrong':
      return { kind: 'problem', text: 'wrong answer' };
    case 'skipped':
      return { kind: 'missing', text: 'skipped' };
    case 'absent':
      return MISSING;
  }
}

/** The cells of a row that has no figures: one that says why, the rest empty of figures. */
export function rowWithoutFigures(
  status: 'failed' | 'skipped' | 'wrong' | 'absent',
  length: number,
): readonly Cell[] {
  return Array.from({ length }, (_, at) => (at === 0 ? outcomeCell(status) : MISSING));
}
