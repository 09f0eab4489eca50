import {
  createFilms,
  createMarkGenerator,
  type DatasetSpec,
  markChunks,
  type MarkGenerator,
} from '../../generators';
import type { Storage } from '../../loaders';
import type { ReportProgress } from './calls';
import { peakRssBytes, resetPeakRss } from './own-memory';
import { countMarks } from './read-work';
import type {
  InsertVisitRequest,
  InsertVisitResult,
  LoadRequest,
  LoadResult,
  WarmUpRequest,
} from './storage-calls';
import { timedSamples } from './timed-samples';

/** A run has one dataset; its generator begins with a catalogue that need not be made for every visit. */
let last: { readonly key: string; readonly generator: MarkGenerator } | undefined;

function generatorOf(dataset: DatasetSpec): MarkGenerator {
  const key = JSON.stringify(dataset);
  if (last?.key !== key) last = { key, generator: createMarkGenerator(dataset) };
  return last.generator;
}

async function emptySchema(storage: Storage): Promise<void> {
  await storage.dropSchema();
  await storage.createSchema();
}

/** What was acknowledged must be there: a loader that loses rows would otherwise look fast. */
async function assertStored(storage: Storage, rows: number): Promise<void> {
  if (storage.capabilities.reads.status === 'unsupported') return;
  const stored = await countMarks(storage);
  if (stored !== rows) throw new Error(`${rows} rows were acknowledged, ${stored} are stored`);
}

/** See {@link StorageCalls}. */
export async function warmUp(
  storage: Storage,
  { dataset, format, rows, token }: WarmUpRequest,
): Promise<number> {
  await emptySchema(storage);
  const generator = generatorOf(dataset);
  await storage.insert(generator.generate(0, rows), { format, token: `${token}-1` });
  const again = generator.generate(0, rows);
  const start = performance.now();
  await storage.insert(again, { format, token: `${token}-2` });
  return performance.now() - start;
}

/** See {@link StorageCalls}. */
export async function insertVisit(
  storage: Storage,
  { dataset, format, batchRows, maxBatches, msPerVisit, token }: InsertVisitRequest,
): Promise<InsertVisitResult> {
  await emptySchema(storage);
  const generator = generatorOf(dataset);
  let generateMs = 0;
  let insertMs = 0;
  resetPeakRss();
  const samples = await timedSamples({
    maxSamples: maxBatches,
    prepare: (at) => {
      const start = performance.now();
      const columns = generator.generate(at * batchRows, batchRows);
      generateMs += performance.now() - start;
      return { columns, options: { format, token: `${token}-${at}` } };
    },
    run: ({ columns, options }) => storage.insert(columns, options),
    goOn: (done) => {
      insertMs += done.at(-1)!.elapsedMs;
      return insertMs < msPerVisit;
    },
  });
  const peak = peakRssBytes();
  const batches = samples.map(({ elapsedMs, result }) => ({ elapsedMs, ...result }));
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  await assertStored(storage, rows);
  return {
    batches,
    rows,
    elapsedMs: samples.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    generateMs,
    cpuMs: samples.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    peakRssBytes: peak,
    rssAfterBytes: process.memoryUsage.rss(),
  };
}

/** See {@link StorageCalls}. */
export async function loadDataset(
  storage: Storage,
  { dataset, format, batchRows, token }: LoadRequest,
  progress: ReportProgress,
): Promise<LoadResult> {
  await emptySchema(storage);
  await storage.replaceFilms(createFilms(dataset));
  const chunks = markChunks(dataset, batchRows);
  let generateMs = 0;
  resetPeakRss();
  const samples = await timedSamples({
    maxSamples: Math.ceil(dataset.rows / batchRows),
    prepare: (at) => {
      const start = performance.now();
      const next = chunks.next();
      generateMs += performance.now() - start;
      if (next.done) throw new Error('the dataset ended before its last batch');
      return { columns: next.value, options: { format, token: `${token}-${at}` } };
    },
    run: ({ columns, options }) => storage.insert(columns, options),
    goOn: (done) => {
      progress(done.at(-1)!.result.rows);
      return true;
    },
  });
  const sum = (of: (sample: (typeof samples)[number]) => number): number =>
    samples.reduce((total, sample) => total + of(sample), 0);
  const rows = sum(({ result }) => result.rows);
  const settleStart = performance.now();
  const cpuStart = process.cpuUsage();
  const size = await storage.size();
  const settleMs = performance.now() - settleStart;
  const settleCpu = process.cpuUsage(cpuStart);
  const peak = peakRssBytes();
  await assertStored(storage, rows);
  return {
    rows,
    elapsedMs: sum(({ elapsedMs }) => elapsedMs),
    generateMs,
    encodeMs: sum(({ result }) => result.encodeMs),
    serverMs: sum(({ result }) => result.serverMs),
    cpuMs: sum(({ cpuMs }) => cpuMs),
    wireBytes: sum(({ result }) => result.wireBytes),
    settleMs,
    settleCpuMs: (settleCpu.user + settleCpu.system) / 1000,
    size,
    peakRssBytes: peak,
  };
}
