import {
  type Block,
  type Cell,
  MISSING,
  plainTable,
  type Text,
  textCell,
} from '../report-document';
import type { RunView } from '../run-view';

/** What stands in the place of figures that an engine's licence forbids to publish. */
const WITHHELD = 'measured, withheld: licence';

/** Rows of a table of figures by storage, for the storages that have none to show. */
export function withheldRows({ withheld }: RunView, columns: number): readonly (readonly Cell[])[] {
  return withheld.map(({ name }) => [
    textCell(name),
    ...Array.from({ length: columns - 1 }, (_, at): Cell =>
      at === 0 ? { kind: 'missing', text: WITHHELD } : MISSING,
    ),
  ]);
}

/** Which storages' figures the report leaves out; empty where there are none. */
export function withheldTable({ withheld }: RunView): readonly Block[] {
  if (withheld.length === 0) return [];
  return [
    plainTable(
      {
        id: 'withheld-table',
        caption: 'Storages whose figures are withheld',
        columns: [
          { header: 'Storage', align: 'left' },
          { header: 'Engine', align: 'left' },
          { header: 'Figures', align: 'left' },
        ],
        footnote:
          "The engine's licence forbids publishing benchmark results. Whoever measured has them and may " +
          'look at them: npm run report -- RUN_DIR --include-restricted.',
      },
      withheld.map(({ name, engineVersion }) => [
        textCell(name),
        textCell(engineVersion),
        textCell(WITHHELD),
      ]),
    ),
  ];
}

/** For the top of a report that shows everything. */
export function restrictedWarning({ restricted }: RunView): readonly Block[] {
  if (restricted.length === 0) return [];
  return [
    {
      kind: 'verdict',
      tone: 'bad',
      text: [
        { strong: 'Not to be published. ' },
        `This report shows figures of ${restricted.join(', ')}, whose licence forbids publishing benchmark results.`,
      ],
    },
  ];
}

/** A limit of every comparison in the report; empty where nothing was left out. */
export function withheldTrap({ withheld }: RunView): readonly Text[] {
  if (withheld.length === 0) return [];
  return [
    [
      { strong: 'What is withheld. ' },
      `${withheld.map(({ name }) => name).join(', ')}: measured in this run and left out of every table, ` +
        'chart and comparison here. Nothing here is for or against it.',
    ],
  ];
}
