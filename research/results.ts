import { z } from 'zod';
import { capacityCell } from './cells/capacity-cells';
import { durabilityCell } from './cells/durability-cells';
import { amount, count, parameters } from './cells/figures';
import { insertCell, insertTwinCell, loadCell, sizeCell } from './cells/insert-cells';
import { insertUnderReadCell, readUnderInsertCell } from './cells/load-cells';
import { readCell, readGrowthCell, readTwinCell, sizeGrowthCell } from './cells/read-cells';
import { reasonNotToRecord } from './vertica-identity';

/**
 * results.json: what a run measured, raw, never edited afterwards. Reports are rendered from it
 * alone. Units are in the names; times are wall-clock milliseconds unless they say `cpu`.
 */
export const RESULTS_SCHEMA_VERSION = 2;

/**
 * What else the processor did, as shares of all its time from the start to the end: CPU seconds of
 * the run's own processes are neither. null where the operating system does not tell (no /proc/stat).
 */
const disturbance = z.strictObject({
  /** Taken by the hypervisor for other machines. */
  stealShare: amount,
  /** Used by processes that are not the run's. */
  othersShare: amount,
});

/** One phase of the run in the order of time; a resumed run has the phase under way at the time once more. */
const phase = z.strictObject({
  name: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  elapsedMs: amount,
  disturbance: disturbance.nullable(),
});

const environment = z.strictObject({
  cpuModel: z.string(),
  cores: count,
  memoryBytes: count,
  os: z.string(),
  node: z.string(),
  /** One-minute load averages; a machine that was busy before the run taints it. */
  loadAverageAtStart: amount,
  loadAverageAtEnd: amount,
  /** Over the whole run; see `busyReasons` for what is too much. */
  disturbance: disturbance.nullable(),
  /**
   * Resident sets of this command and all its storage and reference processes, added up and sampled
   * during the whole run; pages that processes share count for each. null where the operating
   * system does not tell (no /proc), and where a withheld storage's processes were among them.
   */
  memory: z
    .strictObject({ peakTotalRssBytes: count, sampledEveryMs: count, samples: count })
    .nullable(),
});

const dataset = z.strictObject({
  seed: count,
  rows: count,
  /** Every option of the generator by name, defaults included. */
  options: z.record(z.string(), z.union([z.string(), z.number()])),
  films: count,
  viewers: count,
  viewerFilmPairs: count,
  firstEventTime: z.string(),
  lastEventTime: z.string(),
  /** Content hash that does not depend on chunk size, order or number of workers. */
  contentHash: z.string(),
  /** The generator alone, one core, measured in this run. */
  generateRowsPerSecond: amount,
});

const identity = z
  .strictObject({
    engine: z.string(),
    engineVersion: z.string(),
    transport: z.string(),
    client: z.string(),
    url: z.string(),
    settings: z.record(z.string(), z.string()),
  })
  .superRefine((value, context) => {
    const message = reasonNotToRecord(value);
    if (message === undefined) return;
    context.addIssue({ code: 'custom', path: ['engineVersion'], message });
  });

const storage = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('measured'),
    /** Short name, unique in the run, by which cells refer to it: `clickhouse-embedded`. */
    name: z.string(),
    identity,
    /** From the call of open to a usable storage, in a fresh process. */
    openMs: amount,
    /** Resident set of that process right after: what its figures of memory contain before any work. */
    rssAfterOpenBytes: count,
  }),
  z.strictObject({
    status: z.literal('not-run'),
    name: z.string(),
    url: z.string(),
    reason: z.string(),
  }),
  /** Measured; its cells and checks are left out of this file. */
  z.strictObject({
    status: z.literal('withheld'),
    name: z.string(),
    engine: z.string(),
    engineVersion: z.string(),
    /** The engine's licence forbids publishing benchmark results. */
    reason: z.literal('licence'),
    hasWrongAnswers: z.boolean(),
  }),
]);

const check = z.strictObject({
  question: z.string(),
  parameters,
  storage: z.string(),
  /**
   * `loaded`: the dataset, idle. `growth`: a smaller dataset. `under-load`: while marks arrived; only
   * wrong answers are listed. `after-load`: the dataset and all arrivals. `after-kill`: what was left.
   */
  when: z.enum(['loaded', 'growth', 'under-load', 'after-load', 'after-kill']),
  /** Marks over which the right answer was computed. */
  marks: count,
  /** Rows of the storage's answer. */
  rows: count,
  /** SHA-256 of the answer's canonical JSON; equal answers have equal hashes but for rounding of `real` cells. */
  answerHash: z.string(),
  verdict: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('right') }),
    /** A few lines that name the first differing rows and cells, expected against got. */
    z.strictObject({ status: z.literal('wrong'), difference: z.string() }),
    z.strictObject({ status: z.literal('failed'), reason: z.string() }),
  ]),
});

export const resultsSchema = z.strictObject({
  schemaVersion: z.literal(RESULTS_SCHEMA_VERSION),
  run: z.strictObject({
    id: z.string(),
    status: z.enum(['complete', 'wrong-answers']),
    startedAt: z.string(),
    finishedAt: z.string(),
    /** As the user would type it again. */
    command: z.string(),
    viewmarksVersion: z.string(),
    gitCommit: z.string().nullable(),
    gitDirty: z.boolean().nullable(),
    /** ISO 8601, each time that the run was resumed after an interruption; empty in most. */
    resumedAt: z.array(z.string()),
  }),
  environment,
  /** In the order of time. */
  phases: z.array(phase),
  settings: z.strictObject({
    scenarios: z.array(z.string()),
    rounds: count,
    /** Seeds the order of cells, the drawn parameters and the bootstrap. */
    seed: count,
    /** Rows that one visit of an insert cell writes at most (at least one batch). */
    insertRowsPerVisit: count,
    /** Batches that one visit of an insert cell writes at most. */
    insertBatchesPerVisit: count,
    /** Timed milliseconds after which a visit of an insert cell begins no further batch. */
    insertMsPerVisit: count,
    /** Rows that a process inserts, untimed, when it meets a format for the first time. */
    insertWarmUpRows: count,
    /** An insert cell is skipped when a tenth of its batch, inserted first, says that a whole one would take longer. */
    insertBatchMsLimit: count,
    /** Distinct askings drawn for each question that takes parameters. */
    drawsPerQuestion: count,
    /** Warm askings of one visit of a read cell, at most and at least. */
    warmAskingsPerVisit: count,
    minWarmAskingsPerVisit: count,
    /** Milliseconds of answers after which a visit that has its least begins no further asking. */
    readMsPerVisit: count,
    bootstrapResamples: count,
    confidence: amount,
  }),
  dataset,
  storages: z.array(storage),
  /** Every distinct asking, compared with the oracle before its time counts. */
  checks: z.array(check),
  /** What was measured, one entry for each thing; `cellId` names it for links. */
  cells: z.array(
    z.discriminatedUnion('kind', [
      insertCell,
      insertTwinCell,
      loadCell,
      sizeCell,
      readCell,
      readTwinCell,
      readGrowthCell,
      sizeGrowthCell,
      readUnderInsertCell,
      insertUnderReadCell,
      durabilityCell,
      capacityCell,
    ]),
  ),
});

export type Results = z.infer<typeof resultsSchema>;
export type Cell = Results['cells'][number];
export type CellOf<Kind extends Cell['kind']> = Extract<Cell, { readonly kind: Kind }>;
export type InsertCell = CellOf<'insert'>;
export type InsertTwinCell = CellOf<'insert-twin'>;
export type LoadCell = CellOf<'load'>;
export type SizeCell = CellOf<'size'>;
export type ReadCell = CellOf<'read'>;
export type ReadTwinCell = CellOf<'read-twin'>;
export type ReadGrowthCell = CellOf<'read-growth'>;
export type SizeGrowthCell = CellOf<'size-growth'>;
export type ReadUnderInsertCell = CellOf<'read-under-insert'>;
export type InsertUnderReadCell = CellOf<'insert-under-read'>;
export type DurabilityCell = CellOf<'durability'>;
export type CapacityCell = CellOf<'capacity'>;
export type Check = z.infer<typeof check>;
export type StorageRow = z.infer<typeof storage>;
export type Disturbance = z.infer<typeof disturbance>;
export type Phase = z.infer<typeof phase>;
export type { CapacityInputs } from './cells/capacity-cells';
export type { Estimate, Latency } from './cells/figures';
