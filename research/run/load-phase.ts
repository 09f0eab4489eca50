import type { LoadResult } from '../processes/storage-calls';
import type { LoadCell, SizeCell } from '../results';
import { seededRandom, seedFor, shuffled } from '../seeded-random';
import type { Attempt } from './attempt';
import type { BenchPlan } from './bench-plan';
import { loadingOf } from './loading';
import type { RunObserver } from './observer';
import type { OpenableStorage } from './probe';
import { roundedMs } from './rounded-ms';

export interface LoadedStorage {
  readonly storage: OpenableStorage;
  readonly load: LoadCell;
  readonly size: SizeCell;
}

function loadOutcome(result: Attempt<LoadResult>): LoadCell['outcome'] {
  if (result.status === 'failed') return result;
  const { rows, wireBytes, peakRssBytes, ...rest } = result.value;
  return {
    status: 'measured',
    rows,
    elapsedMs: roundedMs(rest.elapsedMs),
    generateMs: roundedMs(rest.generateMs),
    encodeMs: roundedMs(rest.encodeMs),
    serverMs: roundedMs(rest.serverMs),
    cpuMs: roundedMs(rest.cpuMs),
    wireBytes,
    settleMs: roundedMs(rest.settleMs),
    settleCpuMs: roundedMs(rest.settleCpuMs),
    peakRssBytes,
  };
}

function sizeOutcome(result: Attempt<LoadResult>): SizeCell['outcome'] {
  if (result.status === 'failed') {
    return { status: 'failed', reason: `the dataset was not loaded: ${result.reason}` };
  }
  const { rows, bytes, columns } = result.value.size;
  return {
    status: 'measured',
    rows,
    bytes,
    bytesPerMark: rows === 0 ? 0 : bytes / rows,
    columns: columns.map(({ table, column, bytes: columnBytes }) => ({
      table,
      column,
      bytes: columnBytes,
    })),
  };
}

/**
 * Loads the whole dataset into every storage that can be read, one after the other in random order,
 * streamed: no process keeps more than a batch. Then the engine settles and is measured for size.
 */
export async function loadPhase(
  storages: readonly OpenableStorage[],
  plan: BenchPlan,
  observer: RunObserver,
): Promise<readonly LoadedStorage[]> {
  observer.begin('load', storages.length * plan.dataset.rows, 'marks');
  const loaded: LoadedStorage[] = [];
  const random = seededRandom(seedFor(plan.seed, 'order load'));
  for (const storage of shuffled(storages, random)) {
    const { host, opened } = storage;
    const { format, batchRows, writers } = loadingOf(opened, plan.dataset.rows);
    observer.step(host.name);
    const token = `${plan.runId}-load-${host.name}`;
    const loading = await host.call(
      'load',
      { dataset: plan.dataset, format, batchRows, writers, token },
      (rows) => {
        observer.advance(rows);
      },
    );
    // A resumed run has to load again what its storages have lost, and keeps the first figures.
    const figures =
      loading.status === 'failed'
        ? loading
        : await plan.journal.once(`load ${host.name}`, () => Promise.resolve(loading));
    if (loading.status === 'failed') observer.warn(`${host.name}: ${loading.reason}`);
    const cell = { storage: host.name, format, batchRows, writers };
    loaded.push({
      storage,
      load: { kind: 'load', ...cell, outcome: loadOutcome(figures) },
      size: { kind: 'size', storage: host.name, outcome: sizeOutcome(figures) },
    });
    await host.close();
  }
  const done = loaded.filter(({ load }) => load.outcome.status === 'measured').length;
  observer.end(`${done} of ${storages.length} storages hold the dataset`);
  // Cells are listed in the order of the storages, in whatever order they were measured.
  return storages.map((storage) => loaded.find((one) => one.storage === storage)!);
}
