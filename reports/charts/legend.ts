import { escapeMarkup } from '../escape-markup';
import type { LegendEntry } from './chart';
import { INK, PAPER, type Shape } from './theme';

const PATHS: Readonly<Record<Shape, string>> = {
  circle: 'M-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0Z',
  square: 'M-4.5,-4.5h9v9h-9Z',
  'triangle-up': 'M0,-5L5,4H-5Z',
  'triangle-down': 'M0,5L5,-4H-5Z',
  diamond: 'M0,-6L5,0L0,6L-5,0Z',
};

/** The symbol of a legend entry around the origin, 12 pixels wide. */
export function legendSymbol({ shape, colour, filled }: LegendEntry): string {
  const fill = filled ? colour : PAPER;
  return `<path d="${PATHS[shape]}" fill="${fill}" stroke="${colour}" stroke-width="1.75"/>`;
}

const LINE_HEIGHT = 22;
/** Generous for any font, so that entries never touch. */
const CHARACTER_WIDTH = 7.2;

export interface SvgLegend {
  readonly height: number;
  readonly content: string;
}

/** The legend as lines of an SVG drawing that is `width` pixels wide. */
export function svgLegend(entries: readonly LegendEntry[], width: number): SvgLegend {
  let x = 0;
  let line = 0;
  const parts = entries.map((entry) => {
    const entryWidth = 34 + Math.ceil(entry.label.length * CHARACTER_WIDTH);
    if (x > 0 && x + entryWidth > width) {
      x = 0;
      line += 1;
    }
    const at = `translate(${x + 8},${line * LINE_HEIGHT + LINE_HEIGHT / 2})`;
    x += entryWidth;
    return (
      `<g transform="${at}">${legendSymbol(entry)}` +
      `<text x="12" y="4" font-size="12" fill="${INK}">${escapeMarkup(entry.label)}</text></g>`
    );
  });
  return { height: entries.length === 0 ? 0 : (line + 1) * LINE_HEIGHT, content: parts.join('') };
}
