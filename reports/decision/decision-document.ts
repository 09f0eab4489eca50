import type { Decision } from '../../research';
import { formatCount, formatMinute, formatShare, formatSignificant } from '../number-format';
import {
  type Block,
  type Cell,
  figureCell,
  type Inline,
  MISSING,
  plainTable,
  type ReportDocument,
  type Section,
  type Text,
  textCell,
} from '../report-document';

type Option = Decision['options'][number];
type Gate = Option['gates'][number];

/** Where the decision's links to cells lead: beside it lies the report, in which every cell has its address. */
export type CellLink = (cell: string) => string;

/** The result in a few words, for a title. */
export function decisionTitle({ result, options }: Decision): string {
  if (result.status === 'none') return 'No storage can be decided on';
  const { name } = options.find(({ id }) => id === result.option)!;
  if (result.status === 'chosen') return `${name} keeps the view marks`;
  const missing = options.flatMap(({ name: other, role, evidence }) =>
    role === 'production' && evidence.status !== 'measured' ? [other] : [],
  );
  return (
    `${name}, provisionally` + (missing.length === 0 ? '' : `: ${missing.join(', ')} not measured`)
  );
}

function links(cells: readonly string[], link: CellLink): Inline[] {
  return cells.flatMap((cell, at): Inline[] => [
    at === 0 ? ' (' : ', ',
    { link: cell, href: link(cell) },
    ...(at === cells.length - 1 ? [')'] : []),
  ]);
}

function evidenceText({ evidence }: Option): string {
  switch (evidence.status) {
    case 'measured':
      return evidence.standing === 'itself'
        ? `measured: ${evidence.storage}, ${evidence.client}, engine ${evidence.engineVersion}`
        : `the same engine ${evidence.transport}: ${evidence.storage}, ${evidence.client}, engine ${evidence.engineVersion}`;
    case 'withheld':
      return `measured, withheld: ${evidence.because}`;
    case 'not-measured':
      return `not measured: ${evidence.because}`;
  }
}

function optionSection({ options }: Decision): Section {
  return {
    id: 'options',
    title: 'Options',
    inTerminal: true,
    blocks: [
      plainTable(
        {
          id: 'option-table',
          caption: 'What could keep the marks, and what this run knows of it',
          columns: [
            { header: 'Option', align: 'left' },
            { header: 'Role', align: 'left' },
            { header: 'Evidence', align: 'left' },
            { header: 'Score of 100', align: 'right' },
          ],
          footnote:
            'A reference is measured to know what the others are worth, and is never chosen. The score is the ' +
            'weighted mean of the shares below; it compares what was measured, and nothing else.',
        },
        options.map((option) => [
          textCell(option.name),
          textCell(option.role, option.because ?? undefined),
          textCell(evidenceText(option)),
          option.score === null ? MISSING : figureCell(formatSignificant(option.score)),
        ]),
      ),
    ],
  };
}

const GATE_WORDS: Readonly<Record<Gate['status'], string>> = {
  passed: 'passed',
  failed: 'FAILED',
  'not-shown': 'not shown',
};

function gateItem(gate: Gate, link: CellLink): Text {
  return [
    { strong: `${GATE_WORDS[gate.status]}: ${gate.requirement}.` },
    ` ${gate.because[0]!.toUpperCase()}${gate.because.slice(1)}`,
    ...links(gate.cells, link),
    '.',
  ];
}

function gateBlocks(options: readonly Option[], link: CellLink): readonly Block[] {
  return options.flatMap((option): Block[] => [
    { kind: 'paragraph', text: [{ strong: option.name }] },
    { kind: 'list', items: option.gates.map((gate) => gateItem(gate, link)) },
  ]);
}

function gateSections({ options }: Decision, link: CellLink): readonly Section[] {
  const ofRole = (role: Option['role']): readonly Option[] =>
    options.filter((option) => option.role === role);
  const references = ofRole('reference');
  return [
    {
      id: 'gates',
      title: 'Gates',
      inTerminal: true,
      blocks: [
        {
          kind: 'paragraph',
          text: [
            'Whoever fails one is out, whatever the score. "Not shown" is neither for nor against.',
          ],
        },
        ...gateBlocks(ofRole('production'), link),
      ],
    },
    ...(references.length === 0
      ? []
      : [
          {
            id: 'reference-gates',
            title: 'Gates of the references, for comparison',
            inTerminal: false,
            blocks: gateBlocks(references, link),
          },
        ]),
  ];
}

function scoreCell(option: Option, measure: Decision['scores'][number]['measure']): Cell {
  const figure = option.figures[measure];
  if (figure === undefined) return MISSING;
  if (figure.status === 'not-measured') return { kind: 'missing', text: 'not scored' };
  return figureCell(
    formatSignificant(figure.value),
    figure.share === 1 ? 'best, or not told apart from it' : formatShare(figure.share),
  );
}

function unscored({ options }: Decision): Text[] {
  const reasons = options.flatMap(({ name, figures }) =>
    Object.entries(figures).flatMap(([measure, figure]) =>
      figure.status === 'not-measured' ? [`${measure} of ${name}: ${figure.because}`] : [],
    ),
  );
  return reasons.map((reason) => [`Not scored: ${reason}.`]);
}

function scoreSection(decision: Decision, link: CellLink): Section {
  const measured = decision.options.filter(({ score }) => score !== null);
  const cells = measured.flatMap(({ name, figures }) => {
    const own = Object.values(figures).flatMap((figure) =>
      figure.status === 'scored' ? figure.cells : [],
    );
    return own.length === 0
      ? []
      : [[`Cells behind ${name}`, ...links([...new Set(own)], link), '.'] satisfies Inline[]];
  });
  return {
    id: 'scores',
    title: 'Scores',
    inTerminal: false,
    blocks: [
      plainTable(
        {
          id: 'score-table',
          caption: 'Figures, and each as a share of the best',
          columns: [
            { header: 'Measure', align: 'left' },
            { header: 'Weight', align: 'right' },
            ...measured.map(({ name }) => ({ header: name, align: 'right' }) as const),
          ],
          footnote:
            'Figures that the run does not tell apart score alike: the interval of their ratio holds 1, or the ratio ' +
            'is within what the same thing, measured twice, differed by.',
        },
        decision.scores.map(({ measure, title, unit, better, weight, why }) => [
          textCell(`${title}, ${unit} (${better} is better)`, why),
          figureCell(weight === 0 ? '-' : formatShare(weight)),
          ...measured.map((option) => scoreCell(option, measure)),
        ]),
      ),
      ...(unscored(decision).length > 0
        ? [{ kind: 'list', items: unscored(decision) } as const]
        : []),
      ...(cells.length > 0 ? [{ kind: 'list', items: cells } as const] : []),
    ],
  };
}

function sentences(
  id: string,
  title: string,
  lines: readonly string[],
  inTerminal = false,
): Section {
  return {
    id,
    title,
    inTerminal,
    blocks: [{ kind: 'list', items: lines.map((line) => [line]) }],
  };
}

function publishedSection({ published }: Decision): Section {
  return {
    id: 'published',
    title: 'Published, not measured here',
    inTerminal: false,
    blocks: [
      {
        kind: 'list',
        items: published.map(({ claim, by, source, asOf, caution }): Text => [
          { strong: 'Published, not measured here: ' },
          `${claim}. By ${by}. `,
          { link: source, href: source },
          ` (${asOf}). Caution: ${caution}.`,
        ]),
      },
    ],
  };
}

function resultSection({ result, options }: Decision): Section {
  const blocks: Block[] =
    result.status === 'none'
      ? [{ kind: 'paragraph', text: [`There is none: ${result.because}.`] }]
      : [
          {
            kind: 'paragraph',
            text: [
              { strong: options.find(({ id }) => id === result.option)!.name },
              result.status === 'chosen' ? '.' : ', until the open points are closed:',
            ],
          },
          ...(result.status === 'provisional'
            ? [{ kind: 'list', items: result.open.map((point) => [`${point}.`]) } as const]
            : []),
        ];
  return { id: 'result', title: 'Result', blocks, inTerminal: true };
}

/** A decision as a record that can be filed and defended, in the order of an ADR. */
export function decisionDocument(decision: Decision, link: CellLink): ReportDocument {
  const { run, criteriaSha256 } = decision;
  return {
    kicker: 'viewmarks decision record',
    title: decisionTitle(decision),
    subtitle: decision.firstLine,
    sections: [
      sentences('question', 'Question', [decision.question]),
      optionSection(decision),
      ...gateSections(decision, link),
      scoreSection(decision, link),
      resultSection(decision),
      sentences('would-change', 'What would change it', decision.wouldChange, true),
      sentences('not-measured', 'What was not measured', decision.notMeasured),
      publishedSection(decision),
      sentences('provenance', 'Where it comes from', [
        `Run ${run.id}, finished ${formatMinute(run.finishedAt)}, over ${formatCount(run.marks)} marks.`,
        `results.json has SHA-256 ${run.resultsSha256}.`,
        `research/criteria.json had SHA-256 ${criteriaSha256}.`,
        'The same run and criteria give the same decision: npm run decide -- RUN_DIR.',
      ]),
    ],
    footer: 'Figures are those of the run unless they say "published, not measured here".',
  };
}
