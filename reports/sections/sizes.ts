import { formatBytes, formatCount, formatShare, formatSignificant } from '../number-format';
import {
  anchoredCell,
  type Block,
  type Cell,
  figureCell,
  plainTable,
  type Section,
  textCell,
} from '../report-document';
import type { MeasuredSize, RunView, StorageView } from '../run-view';
import { rowWithoutFigures } from './figure-cells';

function totalRow({ name, size, sizeId }: StorageView): readonly (readonly Cell[])[] {
  if (size.status === 'absent') return [];
  if (size.status !== 'measured') return [[textCell(name), ...rowWithoutFigures(size.status, 3)]];
  return [
    [
      sizeId === undefined ? textCell(name) : anchoredCell(name, sizeId),
      figureCell(formatCount(size.rows)),
      figureCell(formatBytes(size.bytes)),
      figureCell(formatSignificant(size.bytesPerMark)),
    ],
  ];
}

function columnRows({ rows, bytes, columns }: MeasuredSize): readonly (readonly Cell[])[] {
  return columns.map(({ table, column, bytes: ofColumn }) => [
    textCell(column),
    textCell(table),
    figureCell(formatBytes(ofColumn)),
    figureCell(rows === 0 ? '-' : formatSignificant(ofColumn / rows)),
    figureCell(bytes === 0 ? '-' : formatShare(ofColumn / bytes)),
  ]);
}

function columnTable(storages: readonly StorageView[]): Block[] {
  const split = storages.flatMap(({ name, size }) =>
    size.status === 'measured' && size.columns.length > 0 ? [{ name, size }] : [],
  );
  const unsplit = storages.flatMap(({ name, size }) =>
    size.status === 'measured' && size.columns.length === 0 ? [name] : [],
  );
  const cannotTell =
    unsplit.length === 0 ? '' : ` Size by column is not told by: ${unsplit.join(', ')}.`;
  if (split.length === 0) {
    return cannotTell === '' ? [] : [{ kind: 'paragraph', text: [cannotTell.trim()] }];
  }
  return [
    {
      kind: 'table',
      table: {
        id: 'size-by-column-table',
        caption: 'Size on disk by column',
        groupedBy: 'Storage',
        columns: [
          { header: 'Column', align: 'left' },
          { header: 'Table', align: 'left' },
          { header: 'Size', align: 'right' },
          { header: 'Bytes per mark', align: 'right' },
          { header: 'Share', align: 'right' },
        ],
        groups: split.map(({ name, size }) => ({ heading: name, rows: columnRows(size) })),
        footnote: `Shares are of the whole marks table; what they leave of it is not split by column.${cannotTell}`,
      },
    },
  ];
}

/** Absent where no storage told its size. */
export function sizeSections({ storages }: RunView): readonly Section[] {
  const rows = storages.flatMap(totalRow);
  if (rows.length === 0) return [];
  return [
    {
      id: 'size',
      title: 'Size on disk',
      inTerminal: false,
      blocks: [
        { kind: 'chart', chart: 'size-by-column' },
        plainTable(
          {
            id: 'size-table',
            caption: 'The marks table on disk, compressed, after merges or checkpoint',
            columns: [
              { header: 'Storage', align: 'left' },
              { header: 'Marks', align: 'right' },
              { header: 'Size', align: 'right' },
              { header: 'Bytes per mark', align: 'right' },
            ],
          },
          rows,
        ),
        ...columnTable(storages),
      ],
    },
  ];
}
