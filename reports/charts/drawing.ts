import type { TopLevelSpec } from 'vega-lite';
import { INK, INK_SOFT, PAPER, RULE } from './theme';

/** A drawing of fixed size; the page scales it by its viewBox. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly spec: TopLevelSpec;
}

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const TEXT_SIZE = 12;

/** Types of `layer` members of a specification. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/**
 * Layers in a frame of exactly `width` x `height` pixels. The margins are given, not fitted to the
 * text, because a fitted frame depends on the fonts of the machine that renders it.
 */
export function frame(
  width: number,
  height: number,
  { left, right, top, bottom }: Margins,
  layer: Layer[],
): Drawing {
  return {
    width,
    height,
    spec: {
      width: width - left - right,
      height: height - top - bottom,
      padding: { left, right, top, bottom },
      autosize: { type: 'none' },
      background: 'transparent',
      layer,
      config: {
        font: 'inherit',
        aria: false,
        view: { stroke: null, clip: false },
        axis: {
          labelColor: INK_SOFT,
          labelFontSize: TEXT_SIZE,
          titleColor: INK_SOFT,
          titleFontSize: TEXT_SIZE,
          titleFontWeight: 400,
          domain: false,
          ticks: false,
          gridColor: RULE,
          labelPadding: 6,
          // Both would look at estimated text widths.
          labelOverlap: false,
          labelLimit: 0,
          labelFlush: false,
        },
        text: { color: INK, fontSize: TEXT_SIZE },
      },
    },
  };
}

/** A layer of text over a copy of itself in the paper's colour, so that grid lines do not cross it. */
export function legibleText<E extends object>(
  mark: { readonly align: 'left' | 'right' } & Record<string, string | number>,
  values: readonly object[],
  encoding: E,
) {
  const base = { type: 'text', baseline: 'middle', ...mark } as const;
  const data = { values: [...values] };
  return [
    {
      data,
      mark: { ...base, color: PAPER, stroke: PAPER, strokeWidth: 4, strokeJoin: 'round' as const },
      encoding,
    },
    { data, mark: base, encoding },
  ];
}
