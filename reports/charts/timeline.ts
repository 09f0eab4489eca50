import { type AxisScale, scaledPosition } from './axis-scale';
import { type Drawing, frame, type Layer } from './drawing';
import type { SeriesStyle } from './theme';

/** Something that happened, `atS` seconds after the start, and how long it took. */
export interface Moment {
  readonly atS: number;
  readonly ms: number;
}

export interface MomentSeries {
  readonly style: SeriesStyle;
  readonly moments: readonly Moment[];
}

const MARGINS = { left: 46, right: 14, top: 10, bottom: 46 };
const HEIGHT = 210;

/** Moments over time: a point for each, at the second at which it was due, as high as it took long. */
export function timeline(
  series: readonly MomentSeries[],
  scales: { readonly x: AxisScale; readonly y: AxisScale },
  titles: { readonly x: string; readonly y: string },
  width: number,
): Drawing {
  const layer = series.map(({ style, moments }): Layer => ({
    data: { values: moments.map(({ atS, ms }) => ({ atS, ms })) },
    mark: {
      type: 'point',
      size: 16,
      filled: true,
      opacity: 0.7,
      shape: style.shape,
      color: style.colour,
    },
    encoding: {
      x: { field: 'atS', ...scaledPosition(scales.x, titles.x) },
      y: { field: 'ms', ...scaledPosition(scales.y, titles.y) },
    },
  }));
  return frame(width, HEIGHT, MARGINS, layer);
}
