import { z } from 'zod';

/**
 * results.json: what a run measured, raw, never edited afterwards. Reports are rendered from it
 * alone. Units are in the names; times are wall-clock milliseconds unless they say `cpu`.
 */
export const RESULTS_SCHEMA_VERSION = 1;

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();

const environment = z.strictObject({
  cpuModel: z.string(),
  cores: count,
  memoryBytes: count,
  os: z.string(),
  node: z.string(),
  /** One-minute load averages; a machine that was busy before the run taints it. */
  loadAverageAtStart: amount,
  loadAverageAtEnd: amount,
  /**
   * Resident sets of this command and all its storage and reference processes, added up and sampled
   * during the whole run; pages that processes share count for each. null where the operating
   * system does not tell (no /proc).
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

const identity = z.strictObject({
  engine: z.string(),
  engineVersion: z.string(),
  transport: z.string(),
  client: z.string(),
  url: z.string(),
  settings: z.record(z.string(), z.string()),
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
]);

/**
 * A median with a bootstrap confidence interval; interval and percentiles only where there are
 * samples enough (`MIN_SAMPLES` in statistics.ts gives the numbers and the reasons).
 */
const estimate = z.strictObject({
  samples: count,
  median: amount,
  /** Interval of the median at `settings.confidence`; null below 5 samples. */
  low: amount.nullable(),
  high: amount.nullable(),
  /** null below 20 samples. */
  p95: amount.nullable(),
  /** null below 100 samples. */
  p99: amount.nullable(),
});

const insertSample = z.strictObject({
  round: count,
  /** Position of this cell in the round's random order. */
  order: count,
  rows: count,
  /** From the call of insert to its acknowledgement. */
  elapsedMs: amount,
  encodeMs: amount,
  serverMs: amount,
  wireBytes: count,
});

/** What one cell's visit in one round cost the storage's process. */
const insertVisit = z.strictObject({
  round: count,
  rows: count,
  elapsedMs: amount,
  /** Making the marks, outside of elapsedMs. */
  generateMs: amount,
  /**
   * User and system CPU of the storage's process during elapsedMs. An embedded engine works in that
   * process; of a server this is the client's share alone.
   */
  cpuMs: amount,
  /** Peak resident set of the storage's process in this visit (since its start without Linux's /proc). */
  peakRssBytes: count,
});

/** Left out by a rule of the scenario, which `reason` names; nothing went wrong. */
const skipped = z.strictObject({ status: z.literal('skipped'), reason: z.string() });

const failed = z.strictObject({ status: z.literal('failed'), reason: z.string() });

const insertCell = z.strictObject({
  kind: z.literal('insert'),
  storage: z.string(),
  format: z.string(),
  batchRows: count,
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      /** One sample a batch. */
      samples: z.array(insertSample),
      visits: z.array(insertVisit),
      /** Over visits: rows / elapsed seconds. */
      rowsPerSecond: estimate,
      /** Over visits: rows / CPU second of the storage's process. */
      rowsPerCpuSecond: estimate,
      /** Over samples: milliseconds a batch. */
      batchMs: estimate,
      /** Over samples: milliseconds a batch of encoding in this process. */
      encodeMs: estimate,
    }),
    skipped,
    failed,
  ]),
});

/** The whole dataset into an empty storage with its first format, before the reads. */
const loadCell = z.strictObject({
  kind: z.literal('load'),
  storage: z.string(),
  format: z.string(),
  batchRows: count,
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      rows: count,
      /** Inserting only. */
      elapsedMs: amount,
      generateMs: amount,
      encodeMs: amount,
      serverMs: amount,
      cpuMs: amount,
      wireBytes: count,
      /**
       * Afterwards, until the engine has finished the merges or the checkpoint that it put off;
       * reads and size are measured on what this leaves.
       */
      settleMs: amount,
      settleCpuMs: amount,
      peakRssBytes: count,
    }),
    failed,
  ]),
});

const parameters = z.record(z.string(), z.union([z.string(), z.number()]));

const readCell = z.strictObject({
  kind: z.literal('read'),
  storage: z.string(),
  question: z.string(),
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      /**
       * First touch: the very first asking in a process that has just opened the storage, a process
       * for each. An embedded engine's caches are empty, the operating system's page cache is not;
       * a server keeps its caches, because the bench does not restart it.
       */
      firstTouch: z.array(z.strictObject({ round: count, parameters, elapsedMs: amount })),
      /** Asked before in the same process, with other drawn parameters where the question takes any. */
      warm: z.array(z.strictObject({ round: count, parameters, elapsedMs: amount })),
      firstTouchMs: estimate,
      warmMs: estimate,
      /** User and system CPU of the storage's process a warm answer, milliseconds. */
      cpuMsPerAnswer: amount,
      /** Greatest of the visits' peaks. */
      peakRssBytes: count,
    }),
    failed,
  ]),
});

const sizeCell = z.strictObject({
  kind: z.literal('size'),
  storage: z.string(),
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      rows: count,
      bytes: count,
      bytesPerMark: amount,
      columns: z.array(z.strictObject({ table: z.string(), column: z.string(), bytes: count })),
    }),
    failed,
  ]),
});

const check = z.strictObject({
  question: z.string(),
  parameters,
  storage: z.string(),
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
  }),
  environment,
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
  cells: z.array(z.discriminatedUnion('kind', [insertCell, loadCell, readCell, sizeCell])),
});

export type Results = z.infer<typeof resultsSchema>;
export type Estimate = z.infer<typeof estimate>;
export type Cell = Results['cells'][number];
export type InsertCell = z.infer<typeof insertCell>;
export type LoadCell = z.infer<typeof loadCell>;
export type ReadCell = z.infer<typeof readCell>;
export type SizeCell = z.infer<typeof sizeCell>;
export type Check = z.infer<typeof check>;
export type StorageRow = z.infer<typeof storage>;
