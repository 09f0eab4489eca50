import {
  compare,
  insertRates,
  labelOutliers,
  MIN_SAMPLES_FOR_OUTLIERS,
  type Noise,
  type Results,
  runNoise,
  type Verdict,
  warmMsByRound,
} from '../../research';
import { formatCount, formatShare, formatSignificant } from '../number-format';
import {
  type Block,
  type Cell,
  figureCell,
  MISSING,
  plainTable,
  type Section,
  textCell,
} from '../report-document';
import { bestInsert, type RunView, type StorageView } from '../run-view';
import { verdictCell } from '../verdict-cell';

const RESAMPLES = 2_000;

function bootstrapOf({ settings }: Results) {
  return { resamples: RESAMPLES, confidence: settings.confidence, seed: settings.seed };
}

function noiseTable(noise: readonly Noise[]): Block[] {
  const pairs = noise.flatMap((one) => one.pairs);
  if (pairs.length === 0) {
    return [
      {
        kind: 'paragraph',
        text: [
          'This run measured nothing twice under two names, so its noise floor is not known; intervals alone tell figures apart.',
        ],
      },
    ];
  }
  return [
    plainTable(
      {
        id: 'noise-table',
        caption: 'The same thing measured twice, as if it were two (A/A)',
        columns: [
          { header: 'Cell', align: 'left' },
          { header: 'Ratio of its two medians', align: 'right' },
        ],
        footnote:
          'Whatever these differ from 1 is noise. Two storages whose ratio is no greater than the greatest of these, inserts and ' +
          'answers apart, are not told apart, even where the interval of their ratio does not hold 1.',
      },
      pairs.map(({ cell, ratio }) => [
        { kind: 'text', text: cell, code: true },
        figureCell(formatSignificant(ratio)),
      ]),
    ),
  ];
}

function pairsOf(
  storages: readonly StorageView[],
): readonly (readonly [StorageView, StorageView])[] {
  const engines = storages.filter(({ isClientOnly }) => !isClientOnly);
  return engines.flatMap((first, at) =>
    engines.slice(at + 1).map((second) => [first, second] as const),
  );
}

function verdictTable(view: RunView): Block[] {
  const { results, storages, questions } = view;
  const noise = runNoise(results);
  const bootstrap = bootstrapOf(results);
  const pairs = pairsOf(storages);
  let comparisons = 0;
  const counted = (verdict: Verdict | undefined): Cell => {
    if (verdict === undefined) return MISSING;
    comparisons += verdict.status === 'too-few-samples' ? 0 : 1;
    return verdictCell(verdict);
  };
  const insertVerdict = ([first, second]: readonly [StorageView, StorageView]) => {
    const [a, b] = [bestInsert(first), bestInsert(second)];
    return a && b
      ? compare(insertRates(a.measured), insertRates(b.measured), {
          quantity: 'rate',
          bootstrap,
          noiseFloor: noise.inserts.floor,
        })
      : undefined;
  };
  const readVerdict = (
    [first, second]: readonly [StorageView, StorageView],
    question: (typeof questions)[number],
  ) => {
    const [a, b] = [first.reads.get(question), second.reads.get(question)];
    if (a?.status !== 'measured' || b?.status !== 'measured') return undefined;
    const values = [a, b].map((read) => [...warmMsByRound(read).values()]);
    if (values.flat().some((ms) => ms <= 0)) return undefined;
    return compare(values[0]!, values[1]!, {
      quantity: 'time',
      bootstrap,
      noiseFloor: noise.reads.floor,
    });
  };
  const rows = [
    [textCell('best insert'), ...pairs.map((pair) => counted(insertVerdict(pair)))],
    ...questions.map((question) => [
      textCell(question),
      ...pairs.map((pair) => counted(readVerdict(pair, question))),
    ]),
  ];
  if (comparisons === 0) return [];
  const chance = 1 - results.settings.confidence;
  return [
    plainTable(
      {
        id: 'verdict-table',
        caption: 'How many times as fast: the first storage of a pair against the second',
        columns: [
          { header: 'What', align: 'left' },
          ...pairs.map(
            ([first, second]) =>
              ({ header: `${first.name} against ${second.name}`, align: 'right' }) as const,
          ),
        ],
        footnote:
          `Ratios of medians over visits with their ${formatShare(results.settings.confidence)} bootstrap intervals. Of ` +
          `${formatCount(comparisons)} comparisons of equals about ${formatSignificant(comparisons * chance)} would be told apart by chance.`,
      },
      rows,
    ),
  ];
}

/** Every timed sample of the run's cells, cell by cell. */
function sampleSets({ cells }: Results): readonly { kind: string; samples: readonly number[] }[] {
  return cells.flatMap(({ kind, outcome }) => {
    if (outcome.status !== 'measured') return [];
    if (kind === 'insert' && 'samples' in outcome) {
      return [{ kind: 'batches', samples: outcome.samples.map(({ elapsedMs }) => elapsedMs) }];
    }
    if (kind === 'read' && 'warm' in outcome) {
      return [{ kind: 'warm answers', samples: outcome.warm.map(({ elapsedMs }) => elapsedMs) }];
    }
    return [];
  });
}

function outlierTable({ results }: RunView): Block[] {
  const sets = sampleSets(results);
  const rows = ['batches', 'warm answers'].flatMap((kind) => {
    const labels = sets
      .filter((set) => set.kind === kind && set.samples.length >= MIN_SAMPLES_FOR_OUTLIERS)
      .flatMap(({ samples }) => labelOutliers(samples));
    if (labels.length === 0) return [];
    const count = (label: string): number => labels.filter((other) => other === label).length;
    return [
      [
        textCell(kind),
        figureCell(formatCount(labels.length)),
        figureCell(formatCount(count('outside'))),
        figureCell(formatCount(count('far-out'))),
      ],
    ];
  });
  if (rows.length === 0) return [];
  return [
    plainTable(
      {
        id: 'outlier-table',
        caption: 'Outliers, labelled and never left out',
        columns: [
          { header: 'Samples of', align: 'left' },
          { header: 'All', align: 'right' },
          { header: 'Outside', align: 'right' },
          { header: 'Far out', align: 'right' },
        ],
        footnote:
          "Tukey's fences within each cell: outside is beyond 1.5 interquartile ranges from the nearer quartile, far out beyond 3. " +
          'Every figure of this report is computed with them.',
      },
      rows,
    ),
  ];
}

/** How sure the comparisons are: the noise of the run, the verdicts it allows, and its outliers. */
export function noiseSection(view: RunView): Section {
  const { inserts, reads } = runNoise(view.results);
  return {
    id: 'noise',
    title: 'What the figures tell apart',
    inTerminal: false,
    blocks: [...verdictTable(view), ...noiseTable([inserts, reads]), ...outlierTable(view)],
  };
}
