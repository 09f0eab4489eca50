import { type AxisScale, scaledPosition } from './axis-scale';
import { type Drawing, frame, type Layer, legibleText } from './drawing';
import { INK, INK_SOFT, PAPER, RULE, type SeriesStyle } from './theme';

/** One figure of a row: a dot, its interval and its value in writing. */
export interface Dot {
  readonly style: SeriesStyle;
  readonly filled: boolean;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly text: string;
}

export interface DotRow {
  readonly label: string;
  readonly dots: readonly Dot[];
}

const DOT_PITCH = 16;
const ROW_GAP = 12;
const LABEL_LINE = 18;

/** Pixel positions, given as they are instead of through a scale. */
const pixels = { type: 'quantitative', scale: null, axis: null } as const;

/**
 * Rows of dots with intervals over one scale.
 *
 * @param labels `left` of the rows where there is room, `above` each row on a narrow drawing
 */
export function dotRows(
  rows: readonly DotRow[],
  scale: AxisScale,
  axisTitle: string,
  { width, labels }: { readonly width: number; readonly labels: 'left' | 'above' },
): Drawing {
  const margins = { left: labels === 'left' ? 190 : 22, right: 62, top: 4, bottom: 46 };
  const innerWidth = width - margins.left - margins.right;
  const labelLine = labels === 'above' ? LABEL_LINE : 0;
  const marks = [];
  const rowLabels = [];
  const rules = [];
  let top = 0;
  for (const { label, dots } of rows) {
    const first = top + ROW_GAP / 2 + labelLine + DOT_PITCH / 2;
    marks.push(...dots.map((dot, at) => ({ dot, y: first + at * DOT_PITCH })));
    rowLabels.push({
      label,
      x: labels === 'left' ? -14 : -margins.left,
      y:
        labels === 'left'
          ? first + ((dots.length - 1) * DOT_PITCH) / 2
          : top + ROW_GAP / 2 + LABEL_LINE / 2,
    });
    top += ROW_GAP + labelLine + dots.length * DOT_PITCH;
    rules.push({ y: top, from: -margins.left, to: innerWidth + margins.right });
  }
  const values = marks.map(({ dot, y }) => ({
    y,
    value: dot.value,
    end: dot.high ?? dot.value,
    colour: dot.style.colour,
    fill: dot.filled ? dot.style.colour : PAPER,
    shape: dot.style.shape,
    text: dot.text,
  }));
  const intervals = marks.flatMap(({ dot: { low, high, style }, y }) =>
    low === null || high === null ? [] : [{ y, low, high, colour: style.colour }],
  );
  const x = scaledPosition(scale, axisTitle);
  const colour = { field: 'colour', type: 'nominal', scale: null } as const;
  const layer: Layer[] = [
    {
      data: { values: rules.slice(0, -1) },
      mark: { type: 'rule', color: RULE },
      encoding: {
        x: { field: 'from', ...pixels },
        x2: { field: 'to' },
        y: { field: 'y', ...pixels },
      },
    },
    {
      data: { values: intervals },
      mark: { type: 'rule', strokeWidth: 2, opacity: 0.75 },
      encoding: {
        x: { field: 'low', ...x },
        x2: { field: 'high' },
        y: { field: 'y', ...pixels },
        color: colour,
      },
    },
    ...(['low', 'high'] as const).map((end): Layer => ({
      data: { values: intervals },
      mark: { type: 'tick', orient: 'vertical', size: 8, thickness: 1.5 },
      encoding: {
        x: { field: end, ...x },
        y: { field: 'y', ...pixels },
        color: colour,
      },
    })),
    {
      data: { values },
      mark: { type: 'point', size: 52, strokeWidth: 1.75, opacity: 1 },
      encoding: {
        x: { field: 'value', ...x },
        y: { field: 'y', ...pixels },
        stroke: colour,
        fill: { field: 'fill', type: 'nominal', scale: null },
        shape: { field: 'shape', type: 'nominal', scale: null },
      },
    },
    ...legibleText({ align: 'left', dx: 9, color: INK_SOFT }, values, {
      x: { field: 'end', ...x },
      y: { field: 'y', ...pixels },
      text: { field: 'text', type: 'nominal' as const },
    }),
    ...legibleText({ align: labels === 'left' ? 'right' : 'left', color: INK }, rowLabels, {
      x: { field: 'x', ...pixels },
      y: { field: 'y', ...pixels },
      text: { field: 'label', type: 'nominal' as const },
    }),
  ];
  return frame(width, top + margins.top + margins.bottom, margins, layer);
}
