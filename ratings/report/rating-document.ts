import {
  type Cell,
  figureCell,
  formatCount,
  formatShare,
  plainTable,
  type ReportDocument,
  type Section,
  textCell,
} from '../../reports';
import type { RatingRun } from '../rate-products';
import type { AttackEffect, AttackEffects } from './attack-effects';
import { SCORE_NAMES } from './score-names';
import {
  biggestMovers,
  COMPARED,
  type ComparedProduct,
  type DifferenceParts,
  type SiteComparison,
} from './site-comparison';
import { formatCorrelation, formatSigned, formatStars } from './star-format';

export const SHOWN_MOVERS = 10;

/** What a report is made of, computed once for text and charts. */
export interface RatingFindings {
  readonly run: RatingRun;
  readonly comparison: SiteComparison;
  readonly attacks: readonly AttackEffects[];
}

const PART_NAMES: Readonly<Record<keyof DifferenceParts, string>> = {
  otherRaters: 'other raters',
  votes: 'votes',
  prior: 'prior',
};

const PARTS = Object.keys(PART_NAMES) as readonly (keyof DifferenceParts)[];

function methodText({ method, priorReviews }: RatingRun): string {
  return method === 'seed'
    ? 'the published rule (method seed)'
    : `each review weighted by smoothed helpfulness, with a prior worth ${priorReviews} reviews`;
}

function summarySection({ run }: RatingFindings): Section {
  const rated = run.scores.filter((scores) => scores !== null).length;
  const left = run.skipped.reduce((sum, { records }) => sum + records, 0);
  return {
    id: 'summary',
    title: 'What was rated',
    inTerminal: false,
    blocks: [
      {
        kind: 'paragraph',
        text: [
          { strong: `${formatCount(rated)} of ${formatCount(run.products.length)} products` },
          ` have reviews and therefore a rating, computed by ${run.engine} from ${formatCount(run.reviews)} reviews. Method: ${methodText(run)}.`,
        ],
      },
      left === 0
        ? { kind: 'verdict', tone: 'good', text: ['Every record of both files was used.'] }
        : {
            kind: 'verdict',
            tone: 'bad',
            text: [
              `${formatCount(left)} records were left out because they could not be used; `,
              { code: 'skipped.csv' },
              ' lists each of them.',
            ],
          },
    ],
  };
}

function agreementSection(comparison: SiteComparison): Section {
  const base = { id: 'site', title: "Compared with the site's own rating", inTerminal: false };
  if (comparison.status === 'not-run') {
    return { ...base, blocks: [{ kind: 'paragraph', text: [`Not run: ${comparison.reason}.`] }] };
  }
  const { products, agreements, explained } = comparison;
  const rows = agreements.map((agreement): readonly Cell[] => [
    textCell(SCORE_NAMES[agreement.score]),
    figureCell(formatCorrelation(agreement.pearson)),
    figureCell(formatCorrelation(agreement.spearman)),
    figureCell(formatSigned(agreement.meanDifference)),
    figureCell(formatStars(agreement.meanAbsoluteDifference)),
  ]);
  return {
    ...base,
    blocks: [
      { kind: 'chart', chart: 'site-scatter' },
      {
        kind: 'paragraph',
        text: [
          'The figures of every product are in ',
          { code: 'products.csv' },
          ' beside this report.',
        ],
      },
      plainTable(
        {
          id: 'agreement-table',
          caption: `Agreement of each score with the site, over ${formatCount(products.length)} products with both`,
          columns: [
            { header: 'Score', align: 'left' },
            { header: 'Pearson', align: 'right' },
            { header: 'Spearman', align: 'right' },
            { header: 'Mean difference, stars', align: 'right' },
            { header: 'Mean distance, stars', align: 'right' },
          ],
          footnote:
            'Spearman compares places and forgives another scale; a difference is score minus site.',
        },
        rows,
      ),
      ...(explained === null
        ? []
        : [
            {
              kind: 'paragraph' as const,
              text: [
                'What explains the differences of the rating by reviews, as shares of their variance: ',
                PARTS.map((part) => `${PART_NAMES[part]} ${formatShare(explained[part])}`).join(
                  ', ',
                ),
                '. "Other raters": the site counts ratings without a review too. "Votes": reviews that readers found helpful count for more. "Prior": the pull to the overall mean. A negative share works against the others.',
              ],
            },
          ]),
    ],
  };
}

function moverRow(product: ComparedProduct): readonly Cell[] {
  const { brand, key, name, scores, siteRating, rating, difference, parts } = product;
  return [
    textCell(name ?? `${brand} ${key}`, name === null ? undefined : `${brand} ${key}`),
    figureCell(formatCount(scores.reviews)),
    figureCell(formatStars(siteRating)),
    figureCell(formatStars(rating)),
    figureCell(formatSigned(difference)),
    ...PARTS.map((part) => figureCell(formatSigned(parts[part]))),
  ];
}

function moversSection(products: readonly ComparedProduct[]): Section {
  const movers = biggestMovers(products, SHOWN_MOVERS);
  return {
    id: 'movers',
    title: 'The biggest movers',
    inTerminal: false,
    blocks: [
      { kind: 'chart', chart: 'movers' },
      plainTable(
        {
          id: 'movers-table',
          caption: `The ${movers.length} products whose rating by reviews differs most from the site's`,
          columns: [
            { header: 'Product', align: 'left' },
            { header: 'Reviews', align: 'right' },
            { header: 'Site', align: 'right' },
            { header: 'By reviews', align: 'right' },
            { header: 'Difference', align: 'right' },
            ...PARTS.map((part) => ({
              header: `of it ${PART_NAMES[part]}`,
              align: 'right' as const,
            })),
          ],
          footnote: 'Stars. The three parts add up to the difference.',
        },
        movers.map(moverRow),
      ),
    ],
  };
}

/** The methods that lose the fewest places under an attack, by name. */
function leastMoved(effects: readonly AttackEffect[]): string {
  const fewest = Math.min(...effects.map(({ medianPlacesLost }) => Math.abs(medianPlacesLost)));
  return effects
    .filter(({ medianPlacesLost }) => Math.abs(medianPlacesLost) === fewest)
    .map(({ score }) => SCORE_NAMES[score])
    .join(' and ');
}

function placesText(lost: number): string {
  return `${formatSigned(lost === 0 ? 0 : -lost, 1)} places`;
}

function attackSection({ attacks }: RatingFindings): Section {
  const base = { id: 'attacks', title: 'What a bot attack does to each method', inTerminal: false };
  if (attacks.every(({ effects }) => effects.length === 0)) {
    return { ...base, blocks: [{ kind: 'paragraph', text: ['Not run: no product has reviews.'] }] };
  }
  return {
    ...base,
    blocks: [
      {
        kind: 'paragraph',
        text: [
          'Simulated with these very reviews: 20 bots attack (or promote) one product while all others stay as they are, once for each product. Shown is the middle product.',
        ],
      },
      { kind: 'chart', chart: 'attacks' },
      plainTable(
        {
          id: 'attacks-table',
          caption: 'Shift of the attacked product, in stars and in places among all products',
          columns: [
            { header: 'Attack', align: 'left' },
            ...COMPARED.map((score) => ({ header: SCORE_NAMES[score], align: 'right' as const })),
          ],
          footnote:
            'Compare places rather than stars across methods: the published rule spreads its scores over another range. Below each median: places, and the greatest shift of any product.',
        },
        attacks.map(({ attack, effects }) => [
          textCell(attack),
          ...effects.map(({ medianShift, medianPlacesLost, greatestShift }) =>
            figureCell(
              formatSigned(medianShift),
              `${placesText(medianPlacesLost)}, at most ${formatSigned(greatestShift)}`,
            ),
          ),
        ]),
      ),
      {
        kind: 'list',
        items: attacks.map(({ attack, effects }) => [
          `${attack}: moved by the fewest places is `,
          { strong: leastMoved(effects) },
          '.',
        ]),
      },
    ],
  };
}

function methodSection({ run }: RatingFindings): Section {
  return {
    id: 'method',
    title: 'How the scores are made',
    inTerminal: false,
    blocks: [
      {
        kind: 'list',
        items: [
          [{ strong: SCORE_NAMES.mean }, ': sum of stars / reviews.'],
          [
            { strong: SCORE_NAMES.seed },
            ': sum of stars x yes / (yes + no) / reviews; a review without votes adds 0, so the result may lie below 1.',
          ],
          [
            { strong: SCORE_NAMES.smoothed },
            ': sum of w x stars / sum of w, with w = (yes + 1) / (yes + no + 2).',
          ],
          [
            { strong: SCORE_NAMES.smoothedWithPrior },
            `: (sum of w x stars + k x m) / (sum of w + k), with m the smoothed mean of all reviews and k = ${run.priorReviews}.`,
          ],
          [
            'Votes say what readers found helpful, not what is true. Bots that vote for each other raise the weight of their reviews to at most 1, twice that of a review without votes; "no" votes can take almost all weight from honest reviews.',
          ],
        ],
      },
    ],
  };
}

/** The report of a run: what was rated, how it compares with the site, who moved and why, and what bots could do. */
export function ratingDocument(findings: RatingFindings): ReportDocument {
  const { run, comparison } = findings;
  return {
    kicker: 'viewmarks ratings by reviews',
    title: 'Ratings by reviews',
    subtitle: `${run.productsFile} and ${run.reviewsFile}, ${formatCount(run.reviews)} reviews`,
    sections: [
      summarySection(findings),
      agreementSection(comparison),
      ...(comparison.status === 'compared' ? [moversSection(comparison.products)] : []),
      attackSection(findings),
      methodSection(findings),
    ],
    footer: 'Computed from the two files alone, in one run; the attacks are simulated.',
  };
}
