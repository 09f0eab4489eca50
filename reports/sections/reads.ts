import { formatCount, formatSignificant } from '../number-format';
import { anchoredCell, type Cell, figureCell, type Section, textCell } from '../report-document';
import { questionDefinition, type QuestionName } from '../../schemas';
import type { RunView, StorageView } from '../run-view';
import { estimateCell, MISSING_FOOTNOTE, percentileCell, rowWithoutFigures } from './figure-cells';

function readRow(storage: StorageView, question: QuestionName): readonly (readonly Cell[])[] {
  const outcome = storage.reads.get(question) ?? { status: 'absent' as const };
  if (outcome.status === 'absent') return [];
  const id = storage.readIds.get(question);
  const name = id === undefined ? textCell(storage.name) : anchoredCell(storage.name, id);
  if (outcome.status !== 'measured') return [[name, ...rowWithoutFigures(outcome.status, 5)]];
  const { firstTouchMs, warmMs, cpuMsPerAnswer } = outcome;
  return [
    [
      name,
      estimateCell(firstTouchMs, formatSignificant),
      estimateCell(warmMs, formatSignificant),
      percentileCell(warmMs.p95, formatSignificant),
      figureCell(formatSignificant(cpuMsPerAnswer)),
      figureCell(`${formatCount(firstTouchMs.samples)} + ${formatCount(warmMs.samples)}`),
    ],
  ];
}

export function readSection({ questions, storages }: RunView): Section {
  return {
    id: 'reads',
    title: 'Reads',
    inTerminal: false,
    blocks: [
      { kind: 'chart', chart: 'warm-latency' },
      { kind: 'chart', chart: 'first-touch' },
      {
        kind: 'table',
        table: {
          id: 'read-table',
          caption: 'The analysts’ questions: milliseconds an answer',
          groupedBy: 'Question',
          columns: [
            { header: 'Storage', align: 'left' },
            { header: 'First touch, ms', align: 'right', inTerminal: 'without-interval' },
            { header: 'Warm, ms', align: 'right' },
            { header: 'Warm p95, ms', align: 'right' },
            { header: 'CPU, ms', align: 'right' },
            { header: 'Askings, first + warm', align: 'right' },
          ],
          groups: questions.map((question) => {
            const { about, kind } = questionDefinition(question);
            return {
              heading: question,
              detail: `${kind}: ${about}`,
              rows: storages.flatMap((storage) => readRow(storage, question)),
            };
          }),
          footnote:
            'First touch: the first asking in a process that has just opened the storage. Warm: later ' +
            'askings in that process. Both are medians. CPU: user and system time of the ' +
            `storage's process a warm answer, a mean. ${MISSING_FOOTNOTE}`,
        },
      },
    ],
  };
}
