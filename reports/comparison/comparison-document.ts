import { busyReasons, type Results } from '../../research';
import {
  formatBytes,
  formatCount,
  formatMinute,
  formatRate,
  formatSignificant,
} from '../number-format';
import {
  type Block,
  type Cell,
  codeCell,
  figureCell,
  plainTable,
  type ReportDocument,
  type Section,
  type Text,
  textCell,
} from '../report-document';
import { verdictCell } from '../verdict-cell';
import { type CellPair, comparedCells, type ComparedCells } from './pair-cells';

const IDS_SHOWN = 20;

function fact(name: string, first: string, second: string): readonly Cell[] {
  const other: Cell = first === second ? textCell(second) : { kind: 'problem', text: second };
  return [textCell(name), textCell(first), other];
}

function engines({ storages }: Results): string {
  return storages
    .map((storage) =>
      storage.status === 'measured'
        ? `${storage.name} ${storage.identity.engineVersion}`
        : `${storage.name} (${storage.status})`,
    )
    .join(', ');
}

function conditionsTable(first: Results, second: Results): Block {
  const both = (of: (results: Results) => string): [string, string] => [of(first), of(second)];
  return plainTable(
    {
      id: 'conditions-table',
      caption: 'What differs between the runs besides what is compared',
      columns: [
        { header: 'What', align: 'left' },
        { header: 'First run', align: 'left' },
        { header: 'Second run', align: 'left' },
      ],
      footnote: 'What is not the same is emphasised: a difference below may come from it.',
    },
    [
      fact('Data', ...both(({ dataset }) => dataset.contentHash)),
      fact('Marks', ...both(({ dataset }) => formatCount(dataset.rows))),
      fact(
        'Processor',
        ...both(({ environment }) => `${environment.cpuModel}, ${environment.cores} cores`),
      ),
      fact('Memory', ...both(({ environment }) => formatBytes(environment.memoryBytes))),
      fact('Operating system', ...both(({ environment }) => environment.os)),
      fact('Node.js', ...both(({ environment }) => environment.node)),
      fact('Engines', ...both(engines)),
      fact(
        'viewmarks',
        ...both(({ run }) => `${run.viewmarksVersion} at ${run.gitCommit ?? 'an unknown commit'}`),
      ),
      fact('Rounds', ...both(({ settings }) => formatCount(settings.rounds))),
    ],
  );
}

function count(pairs: readonly CellPair[], status: CellPair['verdict']['status']): string {
  return formatCount(pairs.filter(({ verdict }) => verdict.status === status).length);
}

function summary(pairs: readonly CellPair[], confidence: number): Block {
  const told = pairs.filter(({ verdict }) => verdict.status !== 'too-few-samples').length;
  return {
    kind: 'paragraph',
    text: [
      'Of ',
      { strong: `${formatCount(pairs.length)} cells` },
      ` that both runs measured, the first run is faster in ${count(pairs, 'faster')}, slower in ${count(pairs, 'slower')}, ` +
        `shows no difference in ${count(pairs, 'no-difference-shown')}, and has too few visits in ${count(pairs, 'too-few-samples')}. ` +
        `Were all equal, about ${formatSignificant(told * (1 - confidence))} would differ by chance.`,
    ],
  };
}

function warnings(first: Results, second: Results): Block[] {
  const busy = [first, second].flatMap(({ run, environment }) =>
    busyReasons(environment).map((reason): Text => [`Run ${run.id}: ${reason}.`]),
  );
  const data: Text[] =
    first.dataset.contentHash === second.dataset.contentHash
      ? []
      : [['The runs are over different data, so times say little of the storages.']];
  const wrong = [first, second].flatMap(({ run }): Text[] =>
    run.status === 'complete' ? [] : [[`Run ${run.id} has wrong answers; its times do not count.`]],
  );
  const items = [...data, ...wrong, ...busy];
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function label({ cell }: CellPair): string {
  switch (cell.kind) {
    case 'insert':
      return `${cell.format} × ${formatCount(cell.batchRows)}, ${formatCount(cell.writers)} at a time`;
    case 'insert-under-read':
      return `inserts while ${formatCount(cell.analysts)} analysts ask`;
    case 'read':
      return cell.question;
    default:
      return cell.kind;
  }
}

function pairSection(
  { id, title, unit }: { id: string; title: string; unit: string },
  pairs: readonly CellPair[],
  format: (value: number) => string,
): Section[] {
  if (pairs.length === 0) return [];
  const storages = [...new Set(pairs.map(({ storage }) => storage))];
  return [
    {
      id,
      title,
      inTerminal: false,
      blocks: [
        {
          kind: 'table',
          table: {
            id: `${id}-table`,
            caption: `${title}: medians in ${unit}, and how many times as fast the first run is`,
            groupedBy: 'Storage',
            columns: [
              { header: 'Cell', align: 'left' },
              { header: 'First run', align: 'right' },
              { header: 'Second run', align: 'right' },
              { header: 'First as fast as second', align: 'right' },
            ],
            groups: storages.map((storage) => ({
              heading: storage,
              rows: pairs
                .filter((pair) => pair.storage === storage)
                .map((pair) => [
                  textCell(label(pair)),
                  figureCell(format(pair.first)),
                  figureCell(format(pair.second)),
                  verdictCell(pair.verdict),
                ]),
            })),
          },
        },
      ],
    },
  ];
}

function differing({ pairs }: ComparedCells): Block[] {
  const rows = pairs
    .filter(({ verdict }) => verdict.status === 'faster' || verdict.status === 'slower')
    .map((pair) => [textCell(pair.storage), textCell(label(pair)), verdictCell(pair.verdict)]);
  if (rows.length === 0) return [];
  return [
    plainTable(
      {
        id: 'difference-table',
        caption: 'Where the runs differ: how many times as fast the first is',
        columns: [
          { header: 'Storage', align: 'left' },
          { header: 'Cell', align: 'left' },
          { header: 'First as fast as second', align: 'right' },
        ],
      },
      rows,
    ),
  ];
}

function missingSection({ onlyFirst, onlySecond }: ComparedCells): Section[] {
  const tables = [
    { id: 'only-first', caption: 'Measured by the first run only', ids: onlyFirst },
    { id: 'only-second', caption: 'Measured by the second run only', ids: onlySecond },
  ].filter(({ ids }) => ids.length > 0);
  if (tables.length === 0) return [];
  return [
    {
      id: 'missing',
      title: 'Not compared',
      inTerminal: false,
      blocks: tables.map(({ id, caption, ids }) =>
        plainTable(
          {
            id,
            caption: `${caption}: ${formatCount(ids.length)}`,
            columns: [{ header: 'Cell', align: 'left' }],
            ...(ids.length > IDS_SHOWN ? { footnote: `The first ${IDS_SHOWN} of them.` } : {}),
          },
          ids.slice(0, IDS_SHOWN).map((cell) => [codeCell(cell)]),
        ),
      ),
    },
  ];
}

/** Two runs side by side, with a verdict for every cell that both have measured. */
export function comparisonDocument(first: Results, second: Results): ReportDocument {
  const compared = comparedCells(first, second);
  const of = (sort: CellPair['sort']): readonly CellPair[] =>
    compared.pairs.filter((pair) => pair.sort === sort);
  return {
    kicker: 'viewmarks storage research',
    title: 'Two runs compared',
    subtitle:
      `First ${first.run.id} of ${formatMinute(first.run.startedAt)}, ` +
      `second ${second.run.id} of ${formatMinute(second.run.startedAt)}`,
    sections: [
      {
        id: 'summary',
        title: 'In short',
        inTerminal: true,
        blocks: [
          ...warnings(first, second),
          summary(compared.pairs, first.settings.confidence),
          ...differing(compared),
        ],
      },
      {
        id: 'conditions',
        title: 'Conditions',
        inTerminal: false,
        blocks: [conditionsTable(first, second)],
      },
      ...pairSection(
        { id: 'inserts', title: 'Inserts', unit: 'rows/s' },
        of('inserts'),
        formatRate,
      ),
      ...pairSection(
        { id: 'reads', title: 'Warm answers', unit: 'ms' },
        of('reads'),
        formatSignificant,
      ),
      ...pairSection(
        { id: 'load', title: 'Inserts under questions', unit: 'rows/s' },
        of('load'),
        formatRate,
      ),
      ...missingSection(compared),
    ],
    footer:
      'Rendered from the results.json of both runs alone. A difference counts beyond the noise of the noisier run; what differs ' +
      'between days on top of that, no run knows.',
  };
}
