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
import { startCpuClock } from './own-cpu';
import { workSideBySide } from './side-by-side-writers';
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

type VisitFigures = Pick<InsertVisitResult, 'batches' | 'elapsedMs' | 'generateMs' | 'cpuMs'>;

/** Marks are made between the samples. */
async function insertAlone(
  storage: Storage,
  { dataset, format, batchRows, maxBatches, msPerVisit, token }: InsertVisitRequest,
): Promise<VisitFigures> {
  const generator = generatorOf(dataset);
  let generateMs = 0;
  let insertMs = 0;
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
  return {
    batches: samples.map(({ elapsedMs, result }) => ({ writer: 0, elapsedMs, ...result })),
    elapsedMs: samples.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    generateMs,
    cpuMs: samples.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  };
}

/** Marks are made before: while one writer waits for the next batch, the others would go on. */
async function insertTogether(
  storage: Storage,
  { dataset, format, batchRows, maxBatches, msPerVisit, writers, token }: InsertVisitRequest,
): Promise<VisitFigures> {
  const generator = generatorOf(dataset);
  const generateStartMs = performance.now();
  const batches = Array.from({ length: maxBatches }, (_, at) =>
    generator.generate(at * batchRows, batchRows),
  );
  const startMs = performance.now();
  const cpuMs = startCpuClock();
  const samples = await workSideBySide({
    writers,
    count: batches.length,
    limitMs: msPerVisit,
    work: (at) => storage.insert(batches[at]!, { format, token: `${token}-${at}` }),
  });
  return {
    elapsedMs: performance.now() - startMs,
    cpuMs: cpuMs(),
    generateMs: startMs - generateStartMs,
    batches: samples.map(({ writer, elapsedMs, result }) => ({ writer, elapsedMs, ...result })),
  };
}

/** See {@link StorageCalls}. */
export async function insertVisit(
  storage: Storage,
  request: InsertVisitRequest,
): Promise<InsertVisitResult> {
  await emptySchema(storage);
  resetPeakRss();
  const figures = await (request.writers === 1 ? insertAlone : insertTogether)(storage, request);
  const peak = peakRssBytes();
  const rows = figures.batches.reduce((sum, batch) => sum + batch.rows, 0);
  await assertStored(storage, rows);
  return { ...figures, rows, peakRssBytes: peak, rssAfterBytes: process.memoryUsage.rss() };
}

/** See {@link StorageCalls}. */
export async function loadDataset(
  storage: Storage,
  { dataset, format, batchRows, writers, token }: LoadRequest,
  progress: ReportProgress,
): Promise<LoadResult> {
  await emptySchema(storage);
  await storage.replaceFilms(createFilms(dataset));
  const chunks = markChunks(dataset, batchRows);
  let generateMs = 0;
  resetPeakRss();
  const startMs = performance.now();
  const cpuMs = startCpuClock();
  const samples = await workSideBySide({
    writers,
    count: Math.ceil(dataset.rows / batchRows),
    limitMs: Infinity,
    work: async (at) => {
      const begunMs = performance.now();
      const next = chunks.next();
      generateMs += performance.now() - begunMs;
      if (next.done) throw new Error('the dataset ended before its last batch');
      const receipt = await storage.insert(next.value, { format, token: `${token}-${at}` });
      progress(receipt.rows);
      return receipt;
    },
  });
  // One writer waits while the next batch is made; of several, another inserts meanwhile.
  const elapsedMs = performance.now() - startMs - (writers === 1 ? generateMs : 0);
  const loadCpuMs = cpuMs();
  const sum = (of: (sample: (typeof samples)[number]) => number): number =>
    samples.reduce((total, sample) => total + of(sample), 0);
  const rows = sum(({ result }) => result.rows);
  const settleStartMs = performance.now();
  const settleCpuMs = startCpuClock();
  const size = await storage.size();
  const settleMs = performance.now() - settleStartMs;
  const settleCpu = settleCpuMs();
  const peak = peakRssBytes();
  await assertStored(storage, rows);
  return {
    rows,
    elapsedMs,
    generateMs,
    encodeMs: sum(({ result }) => result.encodeMs),
    serverMs: sum(({ result }) => result.serverMs),
    cpuMs: loadCpuMs,
    wireBytes: sum(({ result }) => result.wireBytes),
    settleMs,
    settleCpuMs: settleCpu,
    size,
    peakRssBytes: peak,
  };
}
