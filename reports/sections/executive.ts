import { busyReasons, type CapacityCell } from '../../research';
import { decisionTitle } from '../decision';
import { formatBytes, formatCount, formatMs, formatSignificant } from '../number-format';
import {
  type Block,
  type Cell,
  plainTable,
  type Section,
  type Text,
  textCell,
} from '../report-document';
import type { RunView } from '../run-view';
import { cellsOf } from '../study-cells';

type Derived = Extract<CapacityCell['outcome'], { readonly status: 'derived' }>;

const CHANGES_SHOWN = 3;

const RESULT_TONES = { chosen: 'good', provisional: 'open', none: 'bad' } as const;

/** What else the machine did while it measured; for the top of every report. */
export function busyWarning({ results }: RunView): readonly Block[] {
  const reasons = busyReasons(results.environment);
  return reasons.length === 0
    ? []
    : [
        {
          kind: 'verdict',
          tone: 'bad',
          text: [
            { strong: 'The machine was busy: ' },
            `${reasons.join('; ')}. Figures may be worse than the storages are.`,
          ],
        },
      ];
}

const GATE_CELLS: Readonly<Record<'passed' | 'failed' | 'not-shown', Cell>> = {
  passed: { kind: 'text', text: 'passed' },
  failed: { kind: 'problem', text: 'failed' },
  'not-shown': { kind: 'missing', text: 'not shown' },
};

function gateTable({ decision }: RunView): readonly Block[] {
  const options = decision?.options.filter(({ role }) => role === 'production') ?? [];
  const [first] = options;
  if (!first) return [];
  return [
    plainTable(
      {
        id: 'gate-table',
        caption: 'What is required, and who has shown it',
        columns: [
          { header: 'Requirement', align: 'left' },
          ...options.map(({ name }) => ({ header: name, align: 'left' }) as const),
        ],
      },
      first.gates.map(({ gate, requirement }) => [
        textCell(requirement),
        ...options.map(
          ({ gates }) => GATE_CELLS[gates.find((other) => other.gate === gate)!.status],
        ),
      ]),
    ),
  ];
}

function capacityLine(
  name: string,
  { inputs, outcome }: CapacityCell & { outcome: Derived },
): Text {
  const slowest = [...outcome.answers].sort((a, b) => b.extrapolatedMs - a.extrapolatedMs)[0];
  const answer =
    slowest === undefined
      ? ''
      : ` Drawn out along its measured growth, the slowest question, ${slowest.question}, would take ` +
        `${formatMs(slowest.extrapolatedMs)} over one shard's rows.`;
  return [
    { strong: `Site size, computed for ${name}: ` },
    `${formatCount(inputs.marksPerDay)} marks a day for ${formatCount(inputs.keptDays)} days take ` +
      `${formatBytes(outcome.diskPerNodeBytes)} of disk on each of ${formatCount(inputs.shards * inputs.replicas)} nodes; ` +
      `inserts have ${formatSignificant(outcome.insertHeadroom)} times the peak of a node.${answer}`,
  ];
}

function capacityLines(view: RunView): readonly Text[] {
  const chosen = view.decision?.options.flatMap(({ evidence, role }) =>
    role === 'production' && evidence.status === 'measured' ? [evidence.storage] : [],
  );
  return view.storages
    .filter(({ name }) => chosen?.includes(name))
    .flatMap(({ name }) =>
      cellsOf(view.results, 'capacity', name).flatMap((cell) =>
        cell.outcome.status === 'derived'
          ? [capacityLine(name, { ...cell, outcome: cell.outcome })]
          : [],
      ),
    );
}

/** The page that a reader with one minute reads: the decision, its gates and what it does not rest on. */
export function executiveSection(view: RunView): Section {
  const { decision } = view;
  if (!decision) {
    const warning = busyWarning(view);
    return {
      id: 'decision',
      title: 'The decision',
      inTerminal: warning.length > 0,
      blocks: [
        ...warning,
        {
          kind: 'paragraph',
          text: [
            'None was made from this run: ',
            { code: 'npm run decide -- RUN_DIR' },
            ' makes it.',
          ],
        },
      ],
    };
  }
  const { firstLine, wouldChange, result } = decision;
  return {
    id: 'decision',
    title: 'The decision',
    inTerminal: true,
    blocks: [
      ...busyWarning(view),
      {
        kind: 'verdict',
        tone: RESULT_TONES[result.status],
        text: [{ strong: `${decisionTitle(decision)}.` }],
      },
      { kind: 'paragraph', text: [firstLine] },
      ...gateTable(view),
      {
        kind: 'list',
        items: [
          ...capacityLines(view),
          ...wouldChange
            .slice(0, CHANGES_SHOWN)
            .map((line): Text => [{ strong: 'Would change it: ' }, line]),
        ],
      },
      {
        kind: 'paragraph',
        text: [
          'Gates with their evidence, scores, sensitivity, what was not measured, and what others published: ',
          { link: 'decision.md', href: 'decision.md' },
          '.',
        ],
      },
    ],
  };
}
