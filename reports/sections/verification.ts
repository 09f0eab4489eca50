import type { Check } from '../../research';
import { formatCount } from '../number-format';
import {
  type Block,
  type Cell,
  figureCell,
  MISSING,
  plainTable,
  type Section,
  textCell,
} from '../report-document';
import type { RunView } from '../run-view';

/** Differences printed in full; the rest stays in results.json. */
const DIFFERENCES_SHOWN = 10;

function countCell(checks: readonly Check[]): Cell {
  if (checks.length === 0) return MISSING;
  const right = checks.filter(({ verdict }) => verdict.status === 'right').length;
  const text = `${formatCount(right)} of ${formatCount(checks.length)}`;
  if (right === checks.length) return figureCell(text);
  const failed = checks.filter(({ verdict }) => verdict.status === 'failed').length;
  const wrong = checks.length - right - failed;
  const parts = [
    ...(wrong > 0 ? [`${formatCount(wrong)} wrong`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
  ];
  return { kind: 'problem', text: `${text} (${parts.join(', ')})` };
}

function countTable({ results, questions, storages }: RunView): Block {
  const asked = storages.filter(({ name }) =>
    results.checks.some((check) => check.storage === name),
  );
  return plainTable(
    {
      id: 'verification-table',
      caption: 'Right answers by question and storage',
      columns: [
        { header: 'Question', align: 'left' },
        ...asked.map(({ name }) => ({ header: name, align: 'right' }) as const),
      ],
    },
    questions.map((question) => [
      textCell(question),
      ...asked.map(({ name }) =>
        countCell(
          results.checks.filter((check) => check.storage === name && check.question === question),
        ),
      ),
    ]),
  );
}

function trouble({ results }: RunView): Block[] {
  const lines = results.checks.flatMap(({ storage, question, parameters, verdict }) => {
    if (verdict.status === 'right') return [];
    const asked = `, asked with ${JSON.stringify(parameters)}: `;
    return verdict.status === 'wrong'
      ? [{ caption: `${storage}, ${question}${asked}wrong answer`, text: verdict.difference }]
      : [{ caption: `${storage}, ${question}${asked}no answer`, text: verdict.reason }];
  });
  const shown = lines
    .slice(0, DIFFERENCES_SHOWN)
    .map(({ caption, text }): Block => ({ kind: 'preformatted', caption: [caption], text }));
  const hidden = lines.length - shown.length;
  return hidden === 0
    ? shown
    : [
        ...shown,
        {
          kind: 'paragraph',
          text: [
            `${formatCount(hidden)} more are in the checks of `,
            { code: 'results.json' },
            '.',
          ],
        },
      ];
}

export function verificationSection(view: RunView): Section {
  if (view.results.checks.length === 0) {
    return {
      id: 'verification',
      title: 'Verification',
      inTerminal: true,
      blocks: [
        { kind: 'paragraph', text: ['This run asked no questions, so no answer was checked.'] },
      ],
    };
  }
  return {
    id: 'verification',
    title: 'Verification',
    inTerminal: true,
    blocks: [
      {
        kind: 'paragraph',
        text: [
          'Every asking was compared, cell by cell, with the answer of an oracle that computes it in plain ' +
            'TypeScript from the generated marks, before its time counted. A question that an engine ' +
            'answered wrongly even once has no times in this report.',
        ],
      },
      countTable(view),
      ...trouble(view),
    ],
  };
}
