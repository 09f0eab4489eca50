import { type Estimate } from '../../research';
import { type QuestionName, questionDefinition } from '../../schemas';
import { formatCount, formatRate, formatSignificant } from '../number-format';
import type { Text } from '../report-document';
import { bestInsert, compareIntervals, type RunView, type StorageView } from '../run-view';

/** How far apart two figures are, in words that claim no more than their intervals do. */
function apartness(a: Estimate, b: Estimate): string {
  switch (compareIntervals(a, b)) {
    case 'apart':
      return 'the intervals do not overlap';
    case 'overlapping':
      return 'the intervals overlap, so this run does not tell the two apart';
    case 'unknown':
      return 'too few samples for an interval, so this run does not tell the two apart';
  }
}

function insertFinding(storages: readonly StorageView[]): Text | undefined {
  const ranked = storages
    .flatMap((storage) => {
      const best = bestInsert(storage);
      return best ? [{ name: storage.name, best }] : [];
    })
    .sort((a, b) => b.best.measured.rowsPerSecond.median - a.best.measured.rowsPerSecond.median);
  const [first, second] = ranked;
  if (!first || !second) return undefined;
  const [fastest, next] = [first.best.measured.rowsPerSecond, second.best.measured.rowsPerSecond];
  return [
    'Inserting: ',
    { strong: first.name },
    ` ${formatRate(fastest.median)} rows/s, ${formatSignificant(fastest.median / next.median)} times ` +
      `the ${formatRate(next.median)} of ${second.name}, each with its best format and batch size; ` +
      `${apartness(fastest, next)}.`,
  ];
}

/** The storage that answers a question fastest beyond its interval, or undefined where none does. */
function fastestOf(storages: readonly StorageView[], question: QuestionName): string | undefined {
  const ranked = storages
    .flatMap(({ name, reads }) => {
      const outcome = reads.get(question);
      return outcome?.status === 'measured' ? [{ name, warmMs: outcome.warmMs }] : [];
    })
    .sort((a, b) => a.warmMs.median - b.warmMs.median);
  const [first, ...others] = ranked;
  return first && others.every(({ warmMs }) => compareIntervals(first.warmMs, warmMs) === 'apart')
    ? first.name
    : undefined;
}

function readFinding(
  storages: readonly StorageView[],
  questions: readonly QuestionName[],
  kind: 'aggregate' | 'lookup',
): Text | undefined {
  const compared = questions.filter(
    (question) =>
      questionDefinition(question).kind === kind &&
      storages.filter(({ reads }) => reads.get(question)?.status === 'measured').length > 1,
  );
  if (compared.length === 0) return undefined;
  const wins = new Map<string, number>();
  for (const question of compared) {
    const name = fastestOf(storages, question);
    if (name !== undefined) wins.set(name, (wins.get(name) ?? 0) + 1);
  }
  const won = [...wins].sort(([, a], [, b]) => b - a);
  const undecided = compared.length - won.reduce((sum, [, count]) => sum + count, 0);
  const parts = won.flatMap(([name, count], at): Text => [
    at === 0 ? '' : ', ',
    { strong: name },
    ` fastest on ${formatCount(count)}`,
  ]);
  const rest =
    undecided === 0
      ? ''
      : `${won.length === 0 ? '' : ', '}${formatCount(undecided)} not told apart (intervals overlap or are missing)`;
  return [
    `${kind === 'aggregate' ? 'Aggregate' : 'Lookup'} questions, warm, ${formatCount(compared.length)} compared: `,
    ...parts,
    `${rest}.`,
  ];
}

function sizeFinding(storages: readonly StorageView[]): Text | undefined {
  const ranked = storages
    .flatMap(({ name, size }) =>
      size.status === 'measured' && size.bytesPerMark > 0
        ? [{ name, bytesPerMark: size.bytesPerMark }]
        : [],
    )
    .sort((a, b) => a.bytesPerMark - b.bytesPerMark);
  const [first, second] = ranked;
  if (!first || !second) return undefined;
  return [
    'Size: ',
    { strong: first.name },
    ` keeps a mark in ${formatSignificant(first.bytesPerMark)} bytes on disk, ${second.name} in ` +
      `${formatSignificant(second.bytesPerMark)} (${formatSignificant(second.bytesPerMark / first.bytesPerMark)} times as much).`,
  ];
}

/** What the figures say when storages are compared; empty where fewer than two were measured. */
export function findings({ storages, questions }: RunView): readonly Text[] {
  const engines = storages.filter((storage) => !storage.isClientOnly);
  return [
    insertFinding(engines),
    readFinding(engines, questions, 'aggregate'),
    readFinding(engines, questions, 'lookup'),
    sizeFinding(engines),
  ].filter((finding) => finding !== undefined);
}
