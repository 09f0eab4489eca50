import {
  type Chart,
  type Drawing,
  frame,
  INK_SOFT,
  type Layer,
  RULE,
  scaledPosition,
  seriesStyle,
} from '../../../reports';
import type { ComparedProduct } from '../site-comparison';
import { valueScale } from './value-scale';

const NARROW = 350;
const WIDE = 620;
const HEIGHT = 380;
const MARGINS = { left: 50, right: 16, top: 12, bottom: 46 };
/** More points than this would only make the file large. */
export const MOST_POINTS = 2_000;

function evenlySpread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)]!);
}

function scatter(products: readonly ComparedProduct[], width: number): Drawing {
  const points = products.map(({ siteRating, rating }) => ({ siteRating, rating }));
  const scale = valueScale(points.flatMap(({ siteRating, rating }) => [siteRating, rating]));
  const [low, high] = scale.domain;
  const x = scaledPosition(scale, "The site's own rating");
  const y = scaledPosition(scale, 'Rating by reviews');
  const layer: Layer[] = [
    {
      data: { values: [{ low, high }] },
      mark: { type: 'rule', color: INK_SOFT, strokeDash: [4, 4] },
      encoding: {
        x: { field: 'low', ...x },
        x2: { field: 'high' },
        y: { field: 'low', ...y },
        y2: { field: 'high' },
      },
    },
    {
      data: { values: points },
      mark: {
        type: 'point',
        shape: 'circle',
        size: 30,
        strokeWidth: 1.2,
        stroke: seriesStyle(0).colour,
        fill: RULE,
        fillOpacity: 0.35,
      },
      encoding: { x: { field: 'siteRating', ...x }, y: { field: 'rating', ...y } },
    },
  ];
  return frame(width, HEIGHT, MARGINS, layer);
}

/** Every product (at most {@link MOST_POINTS}, evenly spread over the file) by both ratings. */
export function siteScatterChart(products: readonly ComparedProduct[]): Chart {
  const shown = evenlySpread(products, MOST_POINTS);
  return {
    name: 'site-scatter',
    title: "Rating by reviews against the site's own, one circle for each product",
    description:
      "The site's own rating from left to right, the rating by reviews upwards. On the dashed line " +
      'both are the same.',
    legend: [],
    panels: [{ heading: '', narrow: scatter(shown, NARROW), wide: scatter(shown, WIDE) }],
  };
}
