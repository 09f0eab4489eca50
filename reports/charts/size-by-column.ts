import { formatSignificant } from '../number-format';
import type { MeasuredSize, RunView } from '../run-view';
import { linearScale } from './axis-scale';
import { type BarRow, barRows } from './bar-rows';
import { type Chart, type LegendEntry, shortLabels } from './chart';
import { fillColour, NEUTRAL } from './theme';

const NARROW = 350;
const WIDE = 760;

interface SizedStorage {
  readonly label: string;
  readonly size: MeasuredSize;
}

type KeyOf = (column: { readonly table: string; readonly column: string }) => string;

/** How columns are named across storages: with their table only where there is more than one. */
function columnNaming(sized: readonly SizedStorage[]): KeyOf {
  const tables = new Set(sized.flatMap(({ size }) => size.columns.map(({ table }) => table)));
  return ({ table, column }) => (tables.size > 1 ? `${table}.${column}` : column);
}

function barOf(
  { label, size }: SizedStorage,
  keyOf: KeyOf,
  fills: ReadonlyMap<string, string>,
): BarRow {
  const told = size.columns.reduce((sum, { bytes }) => sum + bytes, 0);
  const rest = Math.max(0, size.bytes - told);
  const segments = [
    ...size.columns.map((column) => ({
      colour: fills.get(keyOf(column)) ?? NEUTRAL,
      amount: column.bytes / size.rows,
    })),
    { colour: NEUTRAL, amount: rest / size.rows },
  ];
  return {
    label,
    segments: segments.filter(({ amount }) => amount > 0),
    low: null,
    high: null,
    text: formatSignificant(size.bytesPerMark),
  };
}

/** Bytes on disk for each mark, stacked by column where the engine tells. */
export function sizeByColumnChart({ storages }: RunView): Chart | undefined {
  const labels = shortLabels(storages.map(({ name }) => name));
  const sized = storages.flatMap(({ size }, at): SizedStorage[] =>
    size.status === 'measured' && size.rows > 0 ? [{ label: labels[at]!, size }] : [],
  );
  if (sized.length === 0) return undefined;
  const keyOf = columnNaming(sized);
  const columns = [...new Set(sized.flatMap(({ size }) => size.columns.map(keyOf)))];
  const columnLabels = shortLabels(columns);
  const fills = new Map(columns.map((column, at) => [column, fillColour(at)]));
  const rows = sized.map((storage) => barOf(storage, keyOf, fills));
  const scale = linearScale(
    Math.max(...rows.map(({ segments }) => segments.reduce((sum, { amount }) => sum + amount, 0))),
  );
  const draw = (width: number) => barRows(rows, scale, 'Bytes per mark', width);
  const swatch = (label: string, colour: string): LegendEntry => ({
    label,
    colour,
    shape: 'square',
    filled: true,
  });
  return {
    name: 'size-by-column',
    title: 'Size on disk by column, bytes per mark',
    description:
      'One bar for each storage: bytes on disk divided by marks, stacked by column in the order of the legend.',
    legend: [
      ...columns.map((_, at) => swatch(columnLabels[at]!, fillColour(at))),
      swatch('not split by column', NEUTRAL),
    ],
    panels: [{ heading: '', narrow: draw(NARROW), wide: draw(WIDE) }],
    tableId: columns.length > 0 ? 'size-by-column-table' : 'size-table',
  };
}
