import { median } from '../../research';
import { questionDefinition } from '../../schemas';
import { formatBytes, formatCount, formatRate, formatSignificant } from '../number-format';
import {
  type Block,
  type Cell,
  type Column,
  figureCell,
  MISSING,
  plainTable,
  type Section,
  type Text,
  textCell,
} from '../report-document';
import { bestInsert, type RunView, type StorageView } from '../run-view';
import { estimateCell, outcomeCell } from './figure-cells';
import { findings } from './findings';
import { restrictedWarning, withheldRows } from './withheld';

function measuredNames({ results, storages, withheld }: RunView): string {
  const engines = storages.filter((storage) => !storage.isClientOnly).map(({ name }) => name);
  const notRun = results.storages.filter(({ status }) => status === 'not-run');
  const missing =
    notRun.length === 0 ? '' : ` Not run: ${notRun.map(({ name }) => name).join(', ')}.`;
  const hidden =
    withheld.length === 0
      ? ''
      : ` Measured, withheld: ${withheld.map(({ name }) => name).join(', ')}.`;
  return `${engines.join(', ') || 'no storage'}.${hidden}${missing}`;
}

function whatWasMeasured(view: RunView): Text {
  const { dataset, environment } = view.results;
  return [
    'Storages measured: ',
    measuredNames(view),
    ` Data: ${formatCount(dataset.rows)} view marks of ${formatCount(dataset.viewers)} viewers and ` +
      `${formatCount(dataset.films)} films, generated from seed `,
    { code: String(dataset.seed) },
    `. Machine: ${environment.cpuModel}, ${formatCount(environment.cores)} cores, ` +
      `${formatBytes(environment.memoryBytes)} of memory.`,
  ];
}

function verdict({ results, withheld }: RunView): Block {
  const wrongWithheld = withheld.filter(({ hasWrongAnswers }) => hasWrongAnswers);
  const counts = { right: 0, wrong: 0, failed: 0 };
  for (const check of results.checks) counts[check.verdict.status] += 1;
  const total = formatCount(results.checks.length);
  const wrongStorages = [
    ...new Set(
      results.checks
        .filter((check) => check.verdict.status === 'wrong')
        .map((check) => check.storage),
    ),
  ];
  if (counts.wrong > 0) {
    return {
      kind: 'verdict',
      tone: 'bad',
      text: [
        { strong: `Wrong answers: ${formatCount(counts.wrong)} of ${total}` },
        `, given by ${wrongStorages.join(', ')}. Times of these questions do not count, and no ` +
          'storage should be chosen by this run.',
      ],
    };
  }
  if (wrongWithheld.length > 0) {
    return {
      kind: 'verdict',
      tone: 'bad',
      text: [
        { strong: 'Wrong answers' },
        `, given by ${wrongWithheld.map(({ name }) => name).join(', ')}, whose figures are withheld. No ` +
          'storage should be chosen by this run.',
      ],
    };
  }
  if (counts.right === 0) {
    return {
      kind: 'verdict',
      tone: 'bad',
      text: [{ strong: 'No answer was verified' }, ': this run says nothing about right or wrong.'],
    };
  }
  const unanswered =
    counts.failed === 0
      ? ''
      : ` ${formatCount(counts.failed)} more askings ended in an error and gave no answer.`;
  return {
    kind: 'verdict',
    tone: counts.failed === 0 ? 'good' : 'bad',
    text: [
      {
        strong: `Answers verified against the oracle: ${formatCount(counts.right)} of ${formatCount(counts.right + counts.wrong)} right.`,
      },
      unanswered,
    ],
  };
}

/** The median over the questions of one kind of their warm medians. */
function warmCell(view: RunView, storage: StorageView, kind: 'aggregate' | 'lookup'): Cell {
  const questions = view.questions.filter((name) => questionDefinition(name).kind === kind);
  const outcomes = questions.map(
    (name) => storage.reads.get(name) ?? { status: 'absent' as const },
  );
  const medians = outcomes.flatMap((outcome) =>
    outcome.status === 'measured' ? [outcome.warmMs.median] : [],
  );
  if (medians.length === 0) {
    const problem = outcomes.find(({ status }) => status === 'wrong' || status === 'failed');
    return problem && problem.status !== 'measured' ? outcomeCell(problem.status) : MISSING;
  }
  const note =
    medians.length === questions.length
      ? undefined
      : `${medians.length} of ${questions.length} questions`;
  return figureCell(formatSignificant(median(medians)), note);
}

function storageCell(storage: StorageView): Cell {
  if (storage.isClientOnly) return textCell(storage.name, "stores nothing: the client's own cost");
  return storage.hasWrongAnswers
    ? { kind: 'problem', text: `${storage.name} (wrong answers)` }
    : textCell(storage.name);
}

function headlineRow(view: RunView, storage: StorageView): readonly Cell[] {
  const best = bestInsert(storage);
  const { size, peakRssBytes } = storage;
  return [
    storageCell(storage),
    best
      ? estimateCell(
          best.measured.rowsPerSecond,
          formatRate,
          `${best.format}, batches of ${formatCount(best.batchRows)}` +
            (best.writers === 1 ? '' : `, ${formatCount(best.writers)} writers`),
        )
      : MISSING,
    best ? estimateCell(best.measured.rowsPerCpuSecond, formatRate) : MISSING,
    size.status === 'measured'
      ? figureCell(formatSignificant(size.bytesPerMark))
      : outcomeCell(size.status),
    warmCell(view, storage, 'aggregate'),
    warmCell(view, storage, 'lookup'),
    peakRssBytes === undefined ? MISSING : figureCell(formatBytes(peakRssBytes)),
  ];
}

const HEADLINE_COLUMNS: readonly Column[] = [
  { header: 'Storage', align: 'left' },
  { header: 'Best insert, rows/s', align: 'right' },
  { header: 'Rows per CPU-second', align: 'right', inTerminal: 'without-interval' },
  { header: 'Bytes per mark', align: 'right' },
  { header: 'Aggregates, warm ms', align: 'right' },
  { header: 'Lookups, warm ms', align: 'right' },
  { header: 'Peak memory', align: 'right' },
];

function headlineTable(view: RunView): Block {
  return plainTable(
    {
      id: 'headline-table',
      caption: 'Each storage at its best',
      columns: HEADLINE_COLUMNS,
      footnote:
        'Medians, with their intervals in brackets. Rows per CPU-second belong to the insert in the ' +
        'same row. Aggregates and lookups: the median over the questions of that kind of their warm ' +
        "medians. Peak memory: the largest resident set of the storage's process in any part of the run.",
    },
    [
      ...view.storages.map((storage) => headlineRow(view, storage)),
      ...withheldRows(view, HEADLINE_COLUMNS.length),
    ],
  );
}

export function headlineSection(view: RunView): Section {
  const hasWrongAnswers = [...view.storages, ...view.withheld].some(
    (storage) => storage.hasWrongAnswers,
  );
  const found = hasWrongAnswers ? [] : findings(view);
  return {
    id: 'headline',
    title: 'In short',
    inTerminal: true,
    blocks: [
      ...restrictedWarning(view),
      { kind: 'paragraph', text: whatWasMeasured(view) },
      verdict(view),
      headlineTable(view),
      ...(found.length === 0 ? [] : [{ kind: 'list', items: found } as const]),
      { kind: 'chart', chart: 'best-inserts' },
    ],
  };
}
