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
  | { readonly status: 'measured'; readonly figures: LoadFigures }
  | { readonly status: 'not-run'; readonly reason: string };

export interface ServiceFigures {
  readonly service: string;
  /** One for each workload. */
  readonly cells: readonly Cell[];
}

function ratio(cell: Cell, reference: Cell): string {
  if (cell.status !== 'measured' || reference.status !== 'measured') return '';
  return `${(reference.figures.answersPerSecond / cell.figures.answersPerSecond).toFixed(1)} x`;
}

function row(
  service: string,
  cell: Cell,
  reference: Cell,
): (string | { colSpan: number; content: string })[] {
  if (cell.status === 'not-run') {
    return [service, { colSpan: 7, content: `not run: ${cell.reason}` }];
  }
  const { answersPerSecond, p50Ms, p99Ms, errors, cpuUsPerAnswer, residentBytes } = cell.figures;
  return [
    service,
    Math.round(answersPerSecond).toString(),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    errors.toString(),
    cpuUsPerAnswer === null ? 'not measured' : cpuUsPerAnswer.toFixed(0),
    residentBytes === null ? 'not measured' : (residentBytes / 1_048_576).toFixed(0),
    cell === reference ? '' : ratio(cell, reference),
  ];
}

/**
 * One table for each workload. `CPU us` is the service's CPU time for one answer, which says the most on
 * a machine that is busy with other things. The last column says how many times more requests the first
 * service answered than this one.
 */
export function figuresTables(
  workloads: readonly Workload[],
  services: readonly ServiceFigures[],
): string {
  return workloads
    .map(({ name }, index) => {
      const table = new Table({
        head: [name, 'requests/s', 'p50 ms', 'p99 ms', 'errors', 'CPU us', 'RSS MiB', 'ours is'],
        style: { head: [], border: [] },
      });
      const reference = services[0]!.cells[index]!;
      for (const { service, cells } of services) table.push(row(service, cells[index]!, reference));
      return table.toString();
    })
    .join('\n\n');
}
