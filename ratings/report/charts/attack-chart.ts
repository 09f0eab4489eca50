import { type Chart, dotRows, seriesStyle, shortLabels } from '../../../reports';
import type { AttackEffects } from '../attack-effects';
import { SCORE_NAMES } from '../score-names';
import { COMPARED } from '../site-comparison';
import { formatSigned } from '../star-format';
import { valueScale } from './value-scale';

const NARROW = 350;
const WIDE = 760;
const LONGEST_LABEL = 60;

/** A row for each attack, with the median shift of each method in stars. */
export function attackChart(attacks: readonly AttackEffects[]): Chart {
  const shifts = attacks.flatMap(({ effects }) => effects.map(({ medianShift }) => medianShift));
  const scale = valueScale([0, ...shifts]);
  const draw = (width: number, placed: 'left' | 'above') => {
    const labels = shortLabels(
      attacks.map(({ attack }) => attack),
      placed === 'left' ? undefined : LONGEST_LABEL,
    );
    const rows = attacks.map(({ effects }, at) => ({
      label: labels[at]!,
      dots: effects.map(({ score, medianShift }) => ({
        style: seriesStyle(COMPARED.indexOf(score)),
        filled: true,
        value: medianShift,
        low: null,
        high: null,
        text: formatSigned(medianShift),
      })),
    }));
    return dotRows(rows, scale, 'Stars, median over products', { width, labels: placed });
  };
  return {
    name: 'attacks',
    title: 'What 20 bots change: score after minus score before, stars',
    description: 'One row for each simulated attack and one mark for each method.',
    legend: COMPARED.map((score, at) => ({
      label: SCORE_NAMES[score],
      ...seriesStyle(at),
      filled: true,
    })),
    panels: [{ heading: '', narrow: draw(NARROW, 'above'), wide: draw(WIDE, 'above') }],
    tableId: 'attacks-table',
  };
}
