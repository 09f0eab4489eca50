import { type AxisScale, scaledPosition } from './axis-scale';
import { type Drawing, frame, type Layer, legibleText, TEXT_SIZE } from './drawing';
import { INK, INK_SOFT, PAPER } from './theme';

export interface Segment {
  readonly colour: string;
  readonly amount: number;
}

export interface BarRow {
  readonly label: string;
  /** Stacked from 0 in this order; one for a plain bar. */
  readonly segments: readonly Segment[];
  readonly low: number | null;
  readonly high: number | null;
  /** The whole bar's value in writing. */
  readonly text: string;
}

const LABEL_LINE = 20;
const BAR_HEIGHT = 18;
const ROW_HEIGHT = LABEL_LINE + BAR_HEIGHT + 12;

const pixels = { type: 'quantitative', scale: null, axis: null } as const;

/** Horizontal bars with their labels above them, over one scale that starts at 0. */
export function barRows(
  rows: readonly BarRow[],
  scale: AxisScale,
  axisTitle: string,
  width: number,
): Drawing {
  const margins = { left: 8, right: 78, top: 0, bottom: axisTitle === '' ? 26 : 44 };
  const segments = rows.flatMap(({ segments: parts }, at) => {
    let end = 0;
    return parts.map(({ colour, amount }) => {
      const start = end;
      end += amount;
      const top = at * ROW_HEIGHT + LABEL_LINE;
      return { colour, start, end, top, bottom: top + BAR_HEIGHT };
    });
  });
  const marks = rows.map(({ label, segments: parts, low, high, text }, at) => {
    const total = parts.reduce((sum, { amount }) => sum + amount, 0);
    return {
      label,
      text,
      low,
      high,
      end: Math.max(total, high ?? 0),
      left: -margins.left,
      labelY: at * ROW_HEIGHT + LABEL_LINE / 2,
      barY: at * ROW_HEIGHT + LABEL_LINE + BAR_HEIGHT / 2,
    };
  });
  const intervals = marks.filter(({ low, high }) => low !== null && high !== null);
  const x = scaledPosition(scale, axisTitle);
  const layer: Layer[] = [
    {
      data: { values: segments },
      mark: { type: 'rect', stroke: PAPER, strokeWidth: 1 },
      encoding: {
        x: { field: 'start', ...x },
        x2: { field: 'end' },
        y: { field: 'top', ...pixels },
        y2: { field: 'bottom' },
        fill: { field: 'colour', type: 'nominal', scale: null },
      },
    },
    {
      data: { values: intervals },
      mark: { type: 'rule', color: INK, strokeWidth: 1.5 },
      encoding: {
        x: { field: 'low', ...x },
        x2: { field: 'high' },
        y: { field: 'barY', ...pixels },
      },
    },
    ...(['low', 'high'] as const).map((end): Layer => ({
      data: { values: intervals },
      mark: { type: 'tick', orient: 'vertical', color: INK, size: 9, thickness: 1.5, opacity: 1 },
      encoding: { x: { field: end, ...x }, y: { field: 'barY', ...pixels } },
    })),
    ...legibleText(
      { align: 'left', dx: 8, color: INK, fontSize: TEXT_SIZE + 1, fontWeight: 600 },
      marks,
      {
        x: { field: 'end', ...x },
        y: { field: 'barY', ...pixels },
        text: { field: 'text', type: 'nominal' as const },
      },
    ),
    ...legibleText({ align: 'left', color: INK_SOFT }, marks, {
      x: { field: 'left', ...pixels },
      y: { field: 'labelY', ...pixels },
      text: { field: 'label', type: 'nominal' as const },
    }),
  ];
  return frame(width, rows.length * ROW_HEIGHT + margins.top + margins.bottom, margins, layer);
}
