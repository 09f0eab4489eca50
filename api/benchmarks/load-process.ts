/**
 * Load in a process of its own, so that it does not share an event loop with anything measured.
 * Takes one JSON argument (LoadOrder), prints one JSON line (LoadFigures).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { startLoad } from './load';
import { madeUpTokens, requestSource, type RequestShape } from './made-up-requests';

export interface LoadOrder extends Omit<RequestShape, 'host'> {
  readonly port: number;
  readonly connections: number;
  readonly users: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface LoadFigures {
  readonly answersPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 202, and connections that broke. */
  readonly errors: number;
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

async function carryOut(order: LoadOrder): Promise<LoadFigures> {
  const host = '127.0.0.1';
  const tokens = await madeUpTokens(order.users);
  let measuring = false;
  let errors = 0;
  const latencies: number[] = [];
  const load = startLoad({
    host,
    port: order.port,
    connections: order.connections,
    nextRequest: requestSource({ ...order, host: `${host}:${order.port}` }, tokens),
    onAnswer: (_id, status, latencyMs) => {
      if (status !== 202) errors++;
      else if (measuring) latencies.push(latencyMs);
    },
    onBroken: () => {
      errors++;
    },
  });
  await delay(order.warmUpMs);
  measuring = true;
  const startedAt = performance.now();
  await delay(order.measureMs);
  measuring = false;
  const elapsedS = (performance.now() - startedAt) / 1000;
  await load.stop();
  const sorted = Float64Array.from(latencies).sort();
  return {
    answersPerSecond: sorted.length / elapsedS,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    errors,
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
