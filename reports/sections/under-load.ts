import {
  cellId,
  type Estimate,
  type InsertUnderReadCell,
  type Latency,
  type ReadUnderInsertCell,
} from '../../research';
import { LEVEL_WORDS, LEVELS } from '../charts';
import { formatCount, formatRate, formatSignificant } from '../number-format';
import {
  anchoredCell,
  type Block,
  type Cell,
  figureCell,
  MISSING,
  type RowGroup,
  type Section,
  textCell,
} from '../report-document';
import type { RunView } from '../run-view';
import { cellsOf } from '../study-cells';
import { estimateCell, MISSING_FOOTNOTE, percentileCell, rowWithoutFigures } from './figure-cells';

function latencyCells(latency: Latency | null): readonly Cell[] {
  if (latency === null) return [MISSING, MISSING, MISSING];
  return [
    figureCell(formatSignificant(latency.p50)),
    percentileCell(latency.p95, formatSignificant),
    figureCell(formatSignificant(latency.max)),
  ];
}

function levelRow(cell: ReadUnderInsertCell): readonly Cell[] {
  const name = anchoredCell(LEVEL_WORDS[cell.level], cellId(cell));
  const { outcome } = cell;
  if (outcome.status !== 'measured') return [name, ...rowWithoutFigures(outcome.status, 9)];
  const { marksPerSecond, inserts, aggregatesMs, lookupsMs, answers, scheduledMs, elapsedMs } =
    outcome;
  return [
    name,
    inserts === null
      ? MISSING
      : figureCell(formatRate(marksPerSecond), `${formatRate(inserts.rowsPerSecond)} acknowledged`),
    ...latencyCells(aggregatesMs),
    ...latencyCells(lookupsMs).slice(0, 2),
    percentileCell(inserts?.responseMs.p95 ?? null, formatSignificant),
    answers.wrong > 0
      ? { kind: 'problem', text: `${formatCount(answers.wrong)} wrong` }
      : figureCell(`${formatCount(answers.compared)} of ${formatCount(answers.given)}`),
    figureCell(formatSignificant(Math.max(0, elapsedMs - scheduledMs) / 1000)),
  ];
}

function levelsOf({ results }: RunView): readonly ReadUnderInsertCell['level'][] {
  return LEVELS.filter((level) =>
    results.cells.some((cell) => cell.kind === 'read-under-insert' && cell.level === level),
  );
}

function responseOf(
  { results }: RunView,
  storage: string,
  level: ReadUnderInsertCell['level'],
  question: string,
): Estimate | undefined {
  return cellsOf(results, 'read-under-insert', storage)
    .filter((cell) => cell.level === level)
    .flatMap(({ outcome }) => (outcome.status === 'measured' ? outcome.questions : []))
    .find((asked) => asked.question === question)?.responseMs;
}

function slowdownCell(quiet: Estimate | undefined, peak: Estimate | undefined): Cell {
  return quiet === undefined || peak === undefined || quiet.median === 0
    ? MISSING
    : figureCell(`× ${formatSignificant(peak.median / quiet.median)}`);
}

function questionGroups(view: RunView): readonly RowGroup[] {
  const levels = levelsOf(view);
  return view.questions
    .map((question): RowGroup => ({
      heading: question,
      rows: view.storages.flatMap(({ name }) => {
        const responses = levels.map((level) => responseOf(view, name, level, question));
        if (responses.every((response) => response === undefined)) return [];
        const at = (level: (typeof levels)[number]): Estimate | undefined =>
          responses[levels.indexOf(level)];
        return [
          [
            textCell(name),
            ...responses.map((response) =>
              response === undefined ? MISSING : estimateCell(response, formatSignificant),
            ),
            slowdownCell(at('quiet'), at('peak')),
          ],
        ];
      }),
    }))
    .filter(({ rows }) => rows.length > 0);
}

function groupsOf(
  { storages }: RunView,
  rows: (storage: string) => readonly (readonly Cell[])[],
): readonly RowGroup[] {
  return storages
    .map(({ name }) => ({ heading: name, rows: rows(name) }))
    .filter((group) => group.rows.length > 0);
}

function levelBlocks(view: RunView): readonly Block[] {
  const groups = groupsOf(view, (name) =>
    cellsOf(view.results, 'read-under-insert', name).map(levelRow),
  );
  if (groups.length === 0) return [];
  return [
    {
      kind: 'paragraph',
      text: [
        'Both streams are open loops: a batch or a question is due by the clock, whatever the storage is doing. Times run from ' +
          'the moment something was due, so the wait behind a slow predecessor counts (no coordinated omission).',
      ],
    },
    { kind: 'chart', chart: 'slowdown-under-load' },
    {
      kind: 'table',
      table: {
        id: 'under-load-table',
        caption: 'Questions while marks arrive: milliseconds from due to answered',
        groupedBy: 'Storage',
        columns: [
          { header: 'Level', align: 'left' },
          { header: 'Marks/s due', align: 'right' },
          { header: 'Aggregates p50', align: 'right' },
          { header: 'p95', align: 'right' },
          { header: 'slowest', align: 'right' },
          { header: 'Lookups p50', align: 'right' },
          { header: 'p95', align: 'right' },
          { header: 'Batch p95', align: 'right' },
          { header: 'Answers compared', align: 'right' },
          { header: 'Behind at the end, s', align: 'right' },
        ],
        groups,
        footnote:
          'Compared: answers that are the same before and after the arrivals, held against the oracle as they came; the others ' +
          `are asked again afterwards and compared then. ${MISSING_FOOTNOTE}`,
      },
    },
    {
      kind: 'table',
      table: {
        id: 'read-under-insert-table',
        caption: 'Each question while marks arrive, milliseconds from due to answered',
        groupedBy: 'Question',
        columns: [
          { header: 'Storage', align: 'left' },
          ...levelsOf(view).map(
            (level) => ({ header: LEVEL_WORDS[level], align: 'right' }) as const,
          ),
          { header: 'Peak against none', align: 'right' },
        ],
        groups: questionGroups(view),
        footnote: MISSING_FOOTNOTE,
      },
    },
    { kind: 'chart', chart: 'mixed-timeline' },
  ];
}

function analystRow(cell: InsertUnderReadCell): readonly Cell[] {
  const name = anchoredCell(formatCount(cell.analysts), cellId(cell));
  const { outcome } = cell;
  if (outcome.status !== 'measured') return [name, ...rowWithoutFigures(outcome.status, 4)];
  const { rowsPerSecond, answersPerSecond, batchMs } = outcome;
  return [
    name,
    estimateCell(rowsPerSecond, formatRate),
    figureCell(formatSignificant(batchMs.median)),
    percentileCell(batchMs.p95, formatSignificant),
    cell.analysts === 0 ? MISSING : estimateCell(answersPerSecond, formatSignificant),
  ];
}

function analystBlocks(view: RunView): readonly Block[] {
  const groups = groupsOf(view, (name) =>
    cellsOf(view.results, 'insert-under-read', name).map(analystRow),
  );
  if (groups.length === 0) return [];
  return [
    { kind: 'chart', chart: 'insert-under-read' },
    {
      kind: 'table',
      table: {
        id: 'insert-under-read-table',
        caption: 'Inserts while analysts ask, each as soon as the last answer is there',
        groupedBy: 'Storage',
        columns: [
          { header: 'Analysts', align: 'left' },
          { header: 'Rows/s', align: 'right' },
          { header: 'Batch p50, ms', align: 'right' },
          { header: 'p95, ms', align: 'right' },
          { header: 'Answers/s, all', align: 'right' },
        ],
        groups,
        footnote: MISSING_FOOTNOTE,
      },
    },
  ];
}

/** Inserts and questions at the same time; absent where the run had neither scenario. */
export function underLoadSections(view: RunView): readonly Section[] {
  const blocks = [...levelBlocks(view), ...analystBlocks(view)];
  return blocks.length === 0
    ? []
    : [{ id: 'under-load', title: 'Inserts and questions together', inTerminal: false, blocks }];
}
