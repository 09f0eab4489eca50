/**
 * Load in a process of its own, so that it does not share an event loop with anything measured.
 * Takes one JSON argument (LoadOrder), prints one JSON line (LoadFigures).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { startLoad } from './load';
import { madeUpTokens, requestSource, type RequestShape } from './made-up-requests';
import { cpuSeconds, machineCpuSeconds, residentBytes } from './process-usage';

export interface LoadOrder extends Omit<RequestShape, 'host'> {
  readonly port: number;
  /** Of the service under load. */
  readonly pid: number;
  readonly connections: number;
  readonly users: number;
  readonly warmUpMs: number;
  /** Warm-up goes on until that many are answered: a busy machine must not measure cold code. */
  readonly warmUpAnswers: number;
  readonly measureMs: number;
}

export interface LoadFigures {
  readonly answersPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 202, and connections that broke. */
  readonly errors: number;
  /** CPU time of the service for one answer in microseconds; null where the system does not say. */
  readonly cpuUsPerAnswer: number | null;
  /** Cores that were busy while it was measured; null where the system does not say. */
  readonly busyCores: BusyCores | null;
  /** Of the service at the end; null where the system does not say. */
  readonly residentBytes: number | null;
}

export interface BusyCores {
  readonly service: number;
  /** This process. */
  readonly load: number;
  /** The broker, and whatever else runs on the machine. */
  readonly rest: number;
}

interface CpuSeconds {
  readonly atMs: number;
  readonly service: number;
  readonly load: number;
  readonly machine: number;
}

const LONGEST_WARM_UP_MS = 30_000;

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function readCpuSeconds(pid: number): CpuSeconds | undefined {
  const service = cpuSeconds(pid);
  const load = cpuSeconds(process.pid);
  const machine = machineCpuSeconds();
  if (service === undefined || load === undefined || machine === undefined) return undefined;
  return { atMs: performance.now(), service, load, machine };
}

function busyCores(before: CpuSeconds, after: CpuSeconds): BusyCores {
  const elapsedS = (after.atMs - before.atMs) / 1000;
  const service = (after.service - before.service) / elapsedS;
  const load = (after.load - before.load) / elapsedS;
  const all = (after.machine - before.machine) / elapsedS;
  return { service, load, rest: Math.max(0, all - service - load) };
}

async function carryOut(order: LoadOrder): Promise<LoadFigures> {
  const host = '127.0.0.1';
  const tokens = await madeUpTokens(order.users);
  let measuring = false;
  let errors = 0;
  let answers = 0;
  const latencies: number[] = [];
  const load = startLoad({
    host,
    port: order.port,
    connections: order.connections,
    nextRequest: requestSource({ ...order, host: `${host}:${order.port}` }, tokens),
    onAnswer: (_id, status, latencyMs) => {
      answers++;
      if (status !== 202) errors++;
      else if (measuring) latencies.push(latencyMs);
    },
    onBroken: () => {
      errors++;
    },
  });
  const warmUntil = performance.now() + LONGEST_WARM_UP_MS;
  await delay(order.warmUpMs);
  while (answers < order.warmUpAnswers && performance.now() < warmUntil) await delay(50);
  measuring = true;
  const before = readCpuSeconds(order.pid);
  const startedAt = performance.now();
  await delay(order.measureMs);
  measuring = false;
  const after = readCpuSeconds(order.pid);
  const elapsedS = (performance.now() - startedAt) / 1000;
  await load.stop();
  const sorted = Float64Array.from(latencies).sort();
  return {
    answersPerSecond: sorted.length / elapsedS,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    errors,
    cpuUsPerAnswer:
      before && after ? ((after.service - before.service) * 1_000_000) / sorted.length : null,
    busyCores: before && after ? busyCores(before, after) : null,
    residentBytes: residentBytes(order.pid) ?? null,
  };
}

carryOut(JSON.parse(process.argv[2] ?? '{}') as LoadOrder).then(
  (figures) => {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  },
  (error: unknown) => {
    process.stderr.write(`error: ${String(error)}\n`);
    process.exitCode = 1;
  },
);
