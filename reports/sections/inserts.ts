import { cellId, type LoadCell } from '../../research';
import {
  formatBytes,
  formatCount,
  formatRate,
  formatShare,
  formatSignificant,
} from '../number-format';
import {
  anchoredCell,
  type Block,
  type Cell,
  figureCell,
  type Section,
  textCell,
} from '../report-document';
import type { InsertView, MeasuredInsert, RunView } from '../run-view';
import { estimateCell, MISSING_FOOTNOTE, percentileCell, rowWithoutFigures } from './figure-cells';

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}

function encodeShare({ samples }: MeasuredInsert): number {
  const elapsedMs = sum(samples, (sample) => sample.elapsedMs);
  return elapsedMs === 0 ? 0 : sum(samples, (sample) => sample.encodeMs) / elapsedMs;
}

function insertRow({ format, batchRows, id, outcome }: InsertView): readonly Cell[] {
  const names = [anchoredCell(format, id), figureCell(formatCount(batchRows))];
  if (outcome.status !== 'measured') return [...names, ...rowWithoutFigures(outcome.status, 6)];
  const { rowsPerSecond, rowsPerCpuSecond, batchMs } = outcome;
  return [
    ...names,
    estimateCell(rowsPerSecond, formatRate),
    estimateCell(rowsPerCpuSecond, formatRate),
    figureCell(formatSignificant(batchMs.median)),
    percentileCell(batchMs.p95, formatSignificant),
    percentileCell(batchMs.p99, formatSignificant),
    figureCell(formatShare(encodeShare(outcome))),
  ];
}

function insertTable({ storages }: RunView): Block {
  return {
    kind: 'table',
    table: {
      id: 'insert-table',
      caption: 'Inserts by storage, format and batch size, one writer',
      groupedBy: 'Storage',
      columns: [
        { header: 'Format', align: 'left' },
        { header: 'Batch, rows', align: 'right' },
        { header: 'Rows/s', align: 'right' },
        { header: 'Rows per CPU-second', align: 'right', inTerminal: 'without-interval' },
        { header: 'Batch p50, ms', align: 'right' },
        { header: 'p95, ms', align: 'right' },
        { header: 'p99, ms', align: 'right' },
        { header: 'Encode share', align: 'right' },
      ],
      groups: storages
        .filter(({ inserts }) => inserts.length > 0)
        .map(({ name, inserts }) => ({ heading: name, rows: inserts.map(insertRow) })),
      footnote:
        'Rates are medians over rounds, batch times medians over batches, from the call of insert to ' +
        'its acknowledgement. Encode share: the part of that time in which the client turned columns into the format. ' +
        MISSING_FOOTNOTE,
    },
  };
}

function secondsPerMillion(milliseconds: number, rows: number): Cell {
  return figureCell(formatSignificant((milliseconds / rows) * 1000));
}

function splitRow({ format, batchRows, outcome }: InsertView): readonly (readonly Cell[])[] {
  if (outcome.status !== 'measured') return [];
  const { samples, visits } = outcome;
  const rows = sum(visits, (visit) => visit.rows);
  const sampleRows = sum(samples, (sample) => sample.rows);
  if (rows === 0 || sampleRows === 0) return [];
  return [
    [
      textCell(format),
      figureCell(formatCount(batchRows)),
      secondsPerMillion(
        sum(visits, (visit) => visit.generateMs),
        rows,
      ),
      secondsPerMillion(
        sum(samples, (sample) => sample.encodeMs),
        sampleRows,
      ),
      secondsPerMillion(
        sum(samples, (sample) => sample.serverMs),
        sampleRows,
      ),
      secondsPerMillion(
        sum(visits, (visit) => visit.elapsedMs),
        rows,
      ),
      secondsPerMillion(
        sum(visits, (visit) => visit.cpuMs),
        rows,
      ),
      figureCell(formatSignificant(sum(samples, (sample) => sample.wireBytes) / sampleRows)),
    ],
  ];
}

function splitTable({ storages }: RunView): Block {
  return {
    kind: 'table',
    table: {
      id: 'time-split-table',
      caption: 'Where the time goes: seconds per million marks',
      groupedBy: 'Storage',
      columns: [
        { header: 'Format', align: 'left' },
        { header: 'Batch, rows', align: 'right' },
        { header: 'Generate, s', align: 'right' },
        { header: 'Encode, s', align: 'right' },
        { header: 'Engine, s', align: 'right' },
        { header: 'Insert in all, s', align: 'right' },
        { header: 'CPU-seconds', align: 'right' },
        { header: 'Bytes sent per mark', align: 'right' },
      ],
      groups: storages
        .map(({ name, inserts }) => ({ heading: name, rows: inserts.flatMap(splitRow) }))
        .filter(({ rows }) => rows.length > 0),
      footnote:
        'Generate is the making of the synthetic marks; it is outside of every rate. Engine is the ' +
        'wait from hand-over to acknowledgement. CPU-seconds are user and system time of the ' +
        "storage's process, all its threads added up, so they can exceed the elapsed time.",
    },
  };
}

function loadRow(name: string, cell: LoadCell): readonly Cell[] {
  const { format, batchRows, outcome } = cell;
  const names = [
    anchoredCell(name, cellId(cell)),
    textCell(format),
    figureCell(formatCount(batchRows)),
  ];
  if (outcome.status !== 'measured') return [...names, ...rowWithoutFigures(outcome.status, 7)];
  return [
    ...names,
    figureCell(formatCount(outcome.rows)),
    figureCell(formatSignificant(outcome.elapsedMs / 1000)),
    figureCell(formatRate((outcome.rows / outcome.elapsedMs) * 1000)),
    figureCell(formatSignificant(outcome.cpuMs / 1000)),
    figureCell(formatSignificant(outcome.settleMs / 1000)),
    figureCell(formatBytes(outcome.wireBytes)),
    figureCell(formatBytes(outcome.peakRssBytes)),
  ];
}

function loadTable({ storages }: RunView): Block[] {
  const rows = storages.flatMap(({ name, loads }) => loads.map((load) => loadRow(name, load)));
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      table: {
        id: 'load-table',
        caption: 'The load: the whole data set into an empty storage, before the reads',
        columns: [
          { header: 'Storage', align: 'left' },
          { header: 'Format', align: 'left' },
          { header: 'Batch, rows', align: 'right' },
          { header: 'Rows', align: 'right' },
          { header: 'Elapsed, s', align: 'right' },
          { header: 'Rows/s', align: 'right' },
          { header: 'CPU, s', align: 'right' },
          { header: 'Settling, s', align: 'right' },
          { header: 'Bytes sent', align: 'right' },
          { header: 'Peak memory', align: 'right' },
        ],
        groups: [{ heading: '', rows }],
        footnote:
          'One load a storage, so there is no interval. Settling: the wait afterwards until the ' +
          'engine had finished the merges or the checkpoint that it put off; it is not part of the elapsed time.',
      },
    },
  ];
}

export function insertSection(view: RunView): Section {
  return {
    id: 'inserts',
    title: 'Inserts',
    inTerminal: false,
    blocks: [{ kind: 'chart', chart: 'insert-throughput' }, insertTable(view)],
  };
}

export function timeSplitSection(view: RunView): Section {
  return {
    id: 'time',
    title: 'Time split and load',
    inTerminal: false,
    blocks: [splitTable(view), ...loadTable(view)],
  };
}
