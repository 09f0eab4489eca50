import { type AxisScale, scaledPosition } from './axis-scale';
import { type Drawing, frame, type Layer } from './drawing';
import { PAPER, type Shape } from './theme';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface Line {
  /** Written at the line's last point. */
  readonly label: string;
  readonly colour: string;
  readonly shape: Shape;
  /** Lengths of dash and gap in pixels; [1, 0] for an unbroken line. */
  readonly dash: readonly [number, number];
  /** Ascending by x; at least one. */
  readonly points: readonly LinePoint[];
}

const WIDTH = 350;

/** Of one drawing; the labels at the ends of the lines take their width from the plot. */
export interface LinesLayout {
  readonly labelWidth: number;
  readonly height: number;
}

const LAYOUT: LinesLayout = { labelWidth: 114, height: 268 };
const LABEL_PITCH = 15;
/** Lines stand this many pixels beside each other, so that intervals at one batch size do not cover each other. */
const LINE_PITCH = 5;

/**
 * The given heights, moved apart until two neighbours are at least `pitch` away, with as little
 * movement as a pass down and a pass up need, and none beyond `bottom`.
 */
function spread(heights: readonly number[], pitch: number, bottom: number): number[] {
  const order = heights.map((_, at) => at).sort((a, b) => heights[a]! - heights[b]!);
  const moved = [...heights];
  let free = Number.NEGATIVE_INFINITY;
  for (const at of order) {
    moved[at] = Math.max(moved[at]!, free);
    free = moved[at] + pitch;
  }
  free = bottom;
  for (const at of order.reverse()) {
    moved[at] = Math.min(moved[at]!, free);
    free = moved[at] - pitch;
  }
  return moved;
}

function logRange({ domain: [low, high] }: AxisScale): number {
  return Math.log(high) - Math.log(low);
}

function pixelY(scale: AxisScale, innerHeight: number, value: number): number {
  return innerHeight * (1 - (Math.log(value) - Math.log(scale.domain[0])) / logRange(scale));
}

/** Lines with intervals over two logarithmic scales, each labelled at its end. */
export function batchLines(
  lines: readonly Line[],
  scales: { readonly x: AxisScale; readonly y: AxisScale },
  titles: { readonly x: string; readonly y: string },
  { labelWidth, height }: LinesLayout = LAYOUT,
): Drawing {
  const margins = { left: 46, right: labelWidth, top: 10, bottom: 46 };
  const innerHeight = height - margins.top - margins.bottom;
  const innerWidth = WIDTH - margins.left - margins.right;
  const points = lines.flatMap(({ points: ofLine, ...style }, at) => {
    const shift = (at - (lines.length - 1) / 2) * LINE_PITCH;
    const factor = Math.exp((shift / innerWidth) * logRange(scales.x));
    return ofLine.map((point) => ({
      ...style,
      ...point,
      x: point.x * factor,
      dash: [...style.dash],
    }));
  });
  const intervals = points.filter(({ low, high }) => low !== null && high !== null);
  const ends = lines.map(({ points: ofLine }) => ofLine[ofLine.length - 1]!);
  const heights = spread(
    ends.map(({ y }) => pixelY(scales.y, innerHeight, y)),
    LABEL_PITCH,
    innerHeight,
  );
  const labels = lines.map(({ label, colour }, at) => ({
    label,
    colour,
    x: innerWidth,
    y: heights[at]!,
  }));
  const x = scaledPosition(scales.x, titles.x);
  const y = scaledPosition(scales.y, titles.y);
  const colour = { field: 'colour', type: 'nominal', scale: null } as const;
  const pixels = { type: 'quantitative', scale: null, axis: null } as const;
  const layer: Layer[] = [
    {
      data: { values: points },
      mark: { type: 'line', strokeWidth: 1.75 },
      encoding: {
        x: { field: 'x', ...x },
        y: { field: 'y', ...y },
        color: colour,
        strokeDash: { field: 'dash', type: 'nominal', scale: null },
        detail: { field: 'label', type: 'nominal' },
      },
    },
    {
      data: { values: intervals },
      mark: { type: 'rule', strokeWidth: 1.5 },
      encoding: {
        x: { field: 'x', ...x },
        y: { field: 'low', ...y },
        y2: { field: 'high' },
        color: colour,
      },
    },
    ...(['low', 'high'] as const).map((end): Layer => ({
      data: { values: intervals },
      mark: { type: 'tick', orient: 'horizontal', size: 9, thickness: 1.5, opacity: 1 },
      encoding: { x: { field: 'x', ...x }, y: { field: end, ...y }, color: colour },
    })),
    {
      data: { values: points },
      mark: { type: 'point', size: 40, fill: PAPER, strokeWidth: 1.75, opacity: 1 },
      encoding: {
        x: { field: 'x', ...x },
        y: { field: 'y', ...y },
        stroke: colour,
        shape: { field: 'shape', type: 'nominal', scale: null },
      },
    },
    {
      data: { values: labels },
      mark: { type: 'text', align: 'left', baseline: 'middle', dx: 16 },
      encoding: {
        x: { field: 'x', ...pixels },
        y: { field: 'y', ...pixels },
        text: { field: 'label', type: 'nominal' },
        color: colour,
      },
    },
  ];
  return frame(WIDTH, height, margins, layer);
}
