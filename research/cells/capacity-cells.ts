import { z } from 'zod';
import { amount, count, skipped } from './figures';

/** Every assumption of the capacity figures by name; the scenario holds the values. */
export const capacityInputs = z.strictObject({
  marksPerDay: amount,
  peakMarksPerSecond: amount,
  keptDays: amount,
  shards: count,
  replicas: count,
  /** Share of a disk that may be full: merges and mergeout need room to write before they delete. */
  diskFillLimit: amount,
  /** Measured rows/s that must be there for every row/s of the peak. */
  insertHeadroom: amount,
  /** Milliseconds within which an aggregate must be answered. */
  aggregateLimitMs: amount,
});

/**
 * What the measured figures mean for the site, computed and not measured: an embedded engine on this
 * machine stands for one node, and answers are extrapolated along their fitted growth.
 */
export const capacityCell = z.strictObject({
  kind: z.literal('capacity'),
  storage: z.string(),
  inputs: capacityInputs,
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('derived'),
      /** What it is computed from, each with the id of its cell. */
      from: z.strictObject({
        bytesPerMark: z.strictObject({ cell: z.string(), value: amount }),
        rowsPerSecond: z.strictObject({ cell: z.string(), value: amount }),
      }),
      marks: amount,
      /** One copy, all shards. */
      bytes: amount,
      bytesPerNode: amount,
      /** bytesPerNode / diskFillLimit. */
      diskPerNodeBytes: amount,
      diskAllNodesBytes: amount,
      bytesPerDay: amount,
      /** Peak inserts that one node takes: its shard's share. */
      peakRowsPerSecondPerNode: amount,
      /** Measured best rows/s over that. */
      insertHeadroom: amount,
      insertHeadroomIsEnough: z.boolean(),
      /** By question: milliseconds over one shard's marks, by the read's median and lastExponent. */
      answers: z.array(
        z.strictObject({
          question: z.string(),
          cell: z.string(),
          measuredMs: amount,
          measuredRows: count,
          exponent: z.number(),
          extrapolatedMs: amount,
          /** Rows of a shard over rows measured: how far the line is drawn out. */
          extrapolatedBy: amount,
        }),
      ),
    }),
    skipped,
  ]),
});

export type CapacityInputs = z.infer<typeof capacityInputs>;
