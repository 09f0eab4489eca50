import { z } from 'zod';
import { amount, count, estimate, failed, latency, parameters, skipped } from './figures';

/** Cells in which inserts and questions go on at the same time, on a storage that holds the dataset. */

/** What became of the answers that were given while marks arrived. */
const answersUnderLoad = z.strictObject({
  given: count,
  /**
   * Compared with the oracle: those whose right answer is the same before and after the arrivals.
   * Marks that arrive are of new viewers of the same films on the days after the dataset's, so that
   * the lookups of a viewer and the questions about a period stand still. The others are asked again
   * when the arrivals have ended, and compared then (checks with `when: after-load`).
   */
  compared: count,
  /** Of those; each is in `checks`, and its question makes the run `wrong-answers`. */
  wrong: count,
});

/**
 * The ten questions in turn while marks arrive. Both streams are open loops: what is due is due by the
 * clock, and waits while the storage is busy with what was due before. A response is measured from
 * the moment it was due, so no wait is left out (coordinated omission).
 */
export const readUnderInsertCell = z.strictObject({
  kind: z.literal('read-under-insert'),
  storage: z.string(),
  /**
   * `quiet`: no marks arrive. `peak`: the site's peak. `half-maximum`: half of the best measured rows/s.
   * `quiet-after`: no marks again, over the rows that the levels before have added.
   */
  level: z.enum(['quiet', 'peak', 'half-maximum', 'quiet-after']),
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      /** Marks that arrive a second; 0 on the quiet levels, which have no arrivals. */
      marksPerSecond: amount,
      format: z.string(),
      /** Marks of a batch, and milliseconds between the batches' due times. */
      batchRows: count,
      batchEveryMs: amount,
      /** Milliseconds between the due times of two askings. */
      askEveryMs: amount,
      /** Milliseconds from the first due time to the end of the schedule. */
      scheduledMs: amount,
      /** Until the last acknowledgement and answer; well beyond scheduledMs, the storage did not keep up. */
      elapsedMs: amount,
      rowsBefore: count,
      rowsAfter: count,
      /** Times in milliseconds from the start; a response is waitMs + elapsedMs. One entry a batch. */
      arrivals: z.array(z.strictObject({ dueMs: amount, waitMs: amount, elapsedMs: amount })),
      /** One entry an asking, in the order of their due times. */
      askings: z.array(
        z.strictObject({
          question: z.string(),
          parameters,
          dueMs: amount,
          waitMs: amount,
          elapsedMs: amount,
        }),
      ),
      answers: answersUnderLoad,
      inserts: z
        .strictObject({
          /** Acknowledged marks a second, over the time to the last acknowledgement. */
          rowsPerSecond: amount,
          /** From due to acknowledged: the figure to quote. */
          responseMs: latency,
          /** From sent to acknowledged, as a closed loop would report it. */
          serviceMs: latency,
          /** serviceMs with HdrHistogram's correction for the schedule's interval: a check of responseMs by another way. */
          correctedMs: latency,
        })
        .nullable(),
      /** By question, over its askings: from due to answered, and from asked to answered. */
      questions: z.array(
        z.strictObject({ question: z.string(), responseMs: estimate, serviceMs: estimate }),
      ),
      /** From due to answered, over the askings of all questions of a kind; null where none was asked. */
      aggregatesMs: latency.nullable(),
      lookupsMs: latency.nullable(),
      /** User and system CPU of the storage's process, making the marks included. */
      cpuMs: amount,
      peakRssBytes: count,
    }),
    skipped,
    failed,
  ]),
});

/** One writer, closed loop, while analysts ask one question after the other, each in a closed loop. */
export const insertUnderReadCell = z.strictObject({
  kind: z.literal('insert-under-read'),
  storage: z.string(),
  /** 0: the same inserts with nobody asking. */
  analysts: count,
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      format: z.string(),
      batchRows: count,
      /** One sample a batch. */
      samples: z.array(z.strictObject({ round: count, elapsedMs: amount })),
      visits: z.array(
        z.strictObject({
          round: count,
          rows: count,
          /** From the first insert to the last acknowledgement. */
          elapsedMs: amount,
          cpuMs: amount,
          /** Answers that all analysts together got in elapsedMs. */
          answers: count,
          peakRssBytes: count,
        }),
      ),
      answers: answersUnderLoad,
      /** Over visits. */
      rowsPerSecond: estimate,
      answersPerSecond: estimate,
      /** Over samples: milliseconds a batch. */
      batchMs: estimate,
    }),
    skipped,
    failed,
  ]),
});
