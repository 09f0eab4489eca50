import { type Chart, dotRows, seriesStyle, shortLabels } from '../../../reports';
import type { ComparedProduct } from '../site-comparison';
import { formatStars } from '../star-format';
import { valueScale } from './value-scale';

const NARROW = 350;
const WIDE = 760;

/** Characters that fit to the left of the rows in a wide font, a number behind equal names included. */
const LONGEST_NAME = 22;

/** The biggest movers: a row for each, with the site's rating and the rating by reviews. */
export function moversChart(movers: readonly ComparedProduct[]): Chart {
  const site = { style: seriesStyle(1), filled: false };
  const own = { style: seriesStyle(0), filled: true };
  const names = movers.map(({ brand, key, name }) => name ?? `${brand} ${key}`);
  const labels = shortLabels(names, LONGEST_NAME);
  const rows = movers.map(({ siteRating, rating }, at) => ({
    label: labels[at]!,
    dots: [
      { ...site, value: siteRating, low: null, high: null, text: formatStars(siteRating) },
      { ...own, value: rating, low: null, high: null, text: formatStars(rating) },
    ],
  }));
  const scale = valueScale(movers.flatMap(({ siteRating, rating }) => [siteRating, rating]));
  const draw = (width: number, placed: 'left' | 'above') =>
    dotRows(rows, scale, 'Stars', { width, labels: placed });
  return {
    name: 'movers',
    title: 'The biggest movers, stars',
    description: "One row for each product: the site's own rating and the rating by reviews.",
    legend: [
      { label: "the site's own rating", ...site.style, filled: false },
      { label: 'rating by reviews', ...own.style, filled: true },
    ],
    panels: [{ heading: '', narrow: draw(NARROW, 'above'), wide: draw(WIDE, 'left') }],
    tableId: 'movers-table',
  };
}
