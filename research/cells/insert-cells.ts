import { z } from 'zod';
import { amount, count, estimate, failed, skipped } from './figures';

const insertSample = z.strictObject({
  round: count,
  /** Position of this cell in the round's random order. */
  order: count,
  /** Which of the cell's writers inserted the batch, 0 for the first. */
  writer: count,
  rows: count,
  /** From the call of insert to its acknowledgement; with several writers the waiting for each other is in it. */
  elapsedMs: amount,
  encodeMs: amount,
  serverMs: amount,
  wireBytes: count,
});

/** What one cell's visit in one round cost the storage's process. */
const insertVisit = z.strictObject({
  round: count,
  rows: count,
  /** One writer: its batches' times added up. Several: from the start of all to the last acknowledgement. */
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

const insertOutcome = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('measured'),
    /** One sample a batch. */
    samples: z.array(insertSample),
    visits: z.array(insertVisit),
    /** Over visits: rows / elapsed seconds, all writers together. */
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
]);

const insertCoordinates = {
  storage: z.string(),
  format: z.string(),
  batchRows: count,
  /** Inserts under way at the same time, of one process and one storage object. */
  writers: count,
};

/** Batches of the dataset's first rows into an empty schema. */
export const insertCell = z.strictObject({
  kind: z.literal('insert'),
  ...insertCoordinates,
  outcome: insertOutcome,
});

/**
 * The A/A cell of an insert: the very work of the insert cell with the same coordinates, measured as
 * if it were another cell, in the same rounds. What the two differ by is the noise of the run.
 */
export const insertTwinCell = z.strictObject({
  kind: z.literal('insert-twin'),
  ...insertCoordinates,
  outcome: insertOutcome,
});

/** The whole dataset into an empty storage in the best way that its loader has, before the reads. */
export const loadCell = z.strictObject({
  kind: z.literal('load'),
  ...insertCoordinates,
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      rows: count,
      /** Inserting only; with several writers from the start of all to the last acknowledgement, generating included. */
      elapsedMs: amount,
      generateMs: amount,
      encodeMs: amount,
      serverMs: amount,
      /** Of the storage's process from the first insert to the last acknowledgement, generating included. */
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

const sizeOutcome = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('measured'),
    rows: count,
    bytes: count,
    bytesPerMark: amount,
    columns: z.array(z.strictObject({ table: z.string(), column: z.string(), bytes: count })),
  }),
  failed,
]);

/** Bytes on disk of the loaded and settled dataset. */
export const sizeCell = z.strictObject({
  kind: z.literal('size'),
  storage: z.string(),
  outcome: sizeOutcome,
});
