import Table from 'cli-table3';
import type { LoadFigures } from './load-process';

export interface Workload {
  readonly name: string;
  readonly connections: number;
  readonly route: 'single' | 'batch';
  /** In each request. */
  readonly marks: number;
}

export const WORKLOADS: readonly Workload[] = [
  { name: '1 connection', connections: 1, route: 'single', marks: 1 },
  { name: '64 connections', connections: 64, route: 'single', marks: 1 },
  { name: '512 connections', connections: 512, route: 'single', marks: 1 },
  { name: 'batches of 100, 16 connections', connections: 16, route: 'batch', marks: 100 },
];

/** What came out for one service under one workload. */
export type Cell =
  | {
      readonly status: 'measured';
      /** In the order in which they were measured; never empty. */
      readonly rounds: readonly LoadFigures[];
    }
  | { readonly status: 'not-run'; readonly reason: string };

export interface ServiceFigures {
  readonly service: string;
  /** One for each workload. */
  readonly cells: readonly Cell[];
}

const COLUMNS = [
  'requests/s',
  'p50 ms',
  'p99 ms',
  'errors',
  'CPU us',
  'busy cores',
  'RSS MiB',
  'ours is',
];

const NOT_MEASURED = 'not measured';

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of what some rounds have, or null when one of them lacks it. */
function medianOf(
  rounds: readonly LoadFigures[],
  pick: (figures: LoadFigures) => number | null | undefined,
): number | null {
  const values = rounds.flatMap((figures) => pick(figures) ?? []);
  return values.length === rounds.length ? median(values) : null;
}

function written(value: number | null, digits = 0): string {
  return value === null ? NOT_MEASURED : value.toFixed(digits);
}

function requestsPerSecond(rounds: readonly LoadFigures[]): string {
  const rates = rounds.map(({ answersPerSecond }) => answersPerSecond);
  const middle = written(median(rates));
  if (rates.length === 1) return middle;
  return `${middle} [${written(Math.min(...rates))}, ${written(Math.max(...rates))}]`;
}

/** How many times more the first service answered, as the median over the rounds, each with itself. */
function ratio(rounds: readonly LoadFigures[], reference: Cell): string {
  if (reference.status !== 'measured') return '';
  const ratios = rounds.map(
    ({ answersPerSecond }, at) => reference.rounds[at]!.answersPerSecond / answersPerSecond,
  );
  return `${median(ratios).toFixed(1)} x`;
}

function busyCores(rounds: readonly LoadFigures[]): string {
  const parts = (['service', 'load', 'rest'] as const).map((part) =>
    medianOf(rounds, (figures) => figures.busyCores?.[part]),
  );
  return parts.includes(null) ? NOT_MEASURED : parts.map((part) => written(part, 2)).join(' + ');
}

function row(
  service: string,
  cell: Cell,
  reference: Cell,
): (string | { colSpan: number; content: string })[] {
  if (cell.status === 'not-run') {
    return [service, { colSpan: COLUMNS.length, content: `not run: ${cell.reason}` }];
  }
  const { rounds } = cell;
  const residentBytes = medianOf(rounds, (figures) => figures.residentBytes);
  return [
    service,
    requestsPerSecond(rounds),
    written(
      medianOf(rounds, ({ p50Ms }) => p50Ms),
      1,
    ),
    written(
      medianOf(rounds, ({ p99Ms }) => p99Ms),
      1,
    ),
    rounds.reduce((sum, { errors }) => sum + errors, 0).toString(),
    written(medianOf(rounds, ({ cpuUsPerAnswer }) => cpuUsPerAnswer)),
    busyCores(rounds),
    written(residentBytes === null ? null : residentBytes / 1_048_576),
    cell === reference ? '' : ratio(rounds, reference),
  ];
}

/**
 * One table for each workload: medians over the rounds, with the lowest and the highest rate in
 * brackets. `CPU us` is the service's CPU time for one answer; `busy cores` are those of service + load
 * + the rest, which is the broker and whatever else the machine did. The last column says how many
 * times more requests the first service answered than this one.
 */
export function figuresTables(
  workloads: readonly Workload[],
  services: readonly ServiceFigures[],
): string {
  return workloads
    .map(({ name }, index) => {
      const table = new Table({ head: [name, ...COLUMNS], style: { head: [], border: [] } });
      const reference = services[0]!.cells[index]!;
      for (const { service, cells } of services) table.push(row(service, cells[index]!, reference));
      return table.toString();
    })
    .join('\n\n');
}
