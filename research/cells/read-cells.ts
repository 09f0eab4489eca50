import { z } from 'zod';
import { amount, count, estimate, failed, parameters, skipped } from './figures';

const readOutcome = z.discriminatedUnion('status', [
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
]);

/** One question of an idle storage that holds the dataset. */
export const readCell = z.strictObject({
  kind: z.literal('read'),
  storage: z.string(),
  question: z.string(),
  outcome: readOutcome,
});

/** The A/A cell of a read; see {@link insertTwinCell}. */
export const readTwinCell = z.strictObject({
  kind: z.literal('read-twin'),
  storage: z.string(),
  question: z.string(),
  outcome: readOutcome,
});

/**
 * Milliseconds = constant * rows ^ exponent, fitted by least squares to the logarithms of the points'
 * medians; the interval comes from fitting resampled points. A fixed cost for each answer bends the
 * line at its small end, so `lastExponent`, between the two greatest points alone, is what to
 * extrapolate with.
 */
const growthFit = {
  exponent: z.number(),
  /** Interval of `exponent` at `settings.confidence`; null where a point has fewer than 5 samples. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  lastExponent: z.number(),
};

/** One question over datasets of different sizes, of the same shape: films and viewers grow along. */
export const readGrowthCell = z.strictObject({
  kind: z.literal('read-growth'),
  storage: z.string(),
  question: z.string(),
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      /** By rows, ascending; at least two. The greatest is the run's own read cell. */
      points: z.array(
        z.strictObject({
          rows: count,
          viewerFilmPairs: count,
          /** Warm milliseconds, every sample. */
          samplesMs: z.array(amount),
          warmMs: estimate,
        }),
      ),
      ...growthFit,
    }),
    skipped,
    failed,
  ]),
});

/** Bytes on disk over datasets of different sizes; see {@link readGrowthCell}. */
export const sizeGrowthCell = z.strictObject({
  kind: z.literal('size-growth'),
  storage: z.string(),
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      points: z.array(z.strictObject({ rows: count, viewerFilmPairs: count, bytes: count })),
      exponent: z.number(),
      lastExponent: z.number(),
    }),
    skipped,
    failed,
  ]),
});
