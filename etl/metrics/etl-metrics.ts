import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DeliveryObserver, PartitionReport } from '../delivery';
import type { MemoryBudget } from '../memory';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60];
const ROWS = [1, 10, 100, 1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000];

/** What is read when somebody asks for the metrics. */
export interface MetricSources {
  readonly partitions: () => readonly PartitionReport[];
  readonly budget: MemoryBudget;
  readonly isReady: () => boolean;
  /** `lazy` or `kafkajs`. */
  readonly reader: () => string;
  /** Of the run that promoted the loader; `none` without one. */
  readonly promotedRun: string;
}

export interface EtlMetrics {
  readonly registry: Registry;
  readonly observer: DeliveryObserver;
}

/** Prometheus metrics of one ETL process: delivery, its partitions, its memory, the process itself. */
export function etlMetrics(sources: MetricSources): EtlMetrics {
  const registry = new Registry();
  const registers: [Registry] = [registry];
  collectDefaultMetrics({ register: registry });

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `viewmarks_etl_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }
  function partitionGauge(
    name: string,
    help: string,
    read: (report: PartitionReport) => number,
  ): void {
    new Gauge({
      name: `viewmarks_etl_${name}`,
      help,
      labelNames: ['partition'] as const,
      registers,
      collect() {
        // Partitions that went to others must not keep their last value.
        this.reset();
        for (const report of sources.partitions()) {
          this.set({ partition: report.partition }, read(report));
        }
      },
    });
  }
  function counter<Label extends string>(
    name: string,
    help: string,
    ...labelNames: Label[]
  ): Counter<Label> {
    return new Counter({ name: `viewmarks_etl_${name}`, help, labelNames, registers });
  }
  function histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name: `viewmarks_etl_${name}`, help, buckets, registers });
  }

  partitionGauge('lag_offsets', 'Offsets between what is stored and the end', ({ lag }) => lag);
  partitionGauge(
    'lag_seconds',
    'Age of the oldest record that is taken and not stored',
    ({ waitingMs }) => waitingMs / 1000,
  );
  gauge('partitions', 'Partitions that this process owns', () => sources.partitions().length);
  gauge('ready', '1 when /health/ready says yes', () => (sources.isReady() ? 1 : 0));
  gauge('buffered_bytes', 'Memory of batches', () => sources.budget.usedBytes);
  gauge('buffered_bytes_limit', 'Bound of it', () => sources.budget.maxBytes);
  gauge('paused', '1 while reading waits for memory', () => (sources.budget.isFull ? 1 : 0));
  new Gauge({
    name: 'viewmarks_etl_info',
    help: 'Reader of record batches, and the run that promoted the loader',
    labelNames: ['reader', 'promoted_run'] as const,
    registers,
    collect() {
      this.reset();
      this.set({ reader: sources.reader(), promoted_run: sources.promotedRun }, 1);
    },
  });

  const marks = counter('marks_stored_total', 'Marks that are in the store');
  const averted = counter('duplicates_averted_total', 'Rows found in the store and not sent again');
  const batches = counter('batches_total', 'Batches that are in the store or dead letters');
  const letters = counter('dead_letters_total', 'Dead letters by reason', 'reason');
  const retries = counter('retries_total', 'Failures that were tried again', 'step', 'class');
  const lost = counter('lost_records_total', 'Records that Kafka deleted before they were stored');
  const bytes = counter('fetched_bytes_total', 'Bytes of records that were taken over');
  const assignments = counter('assignments_total', 'Partitions that were assigned');
  const batchRows = histogram('batch_rows', 'Rows of a batch', ROWS);
  const insertSeconds = histogram('insert_seconds', 'Inserts until acknowledged', SECONDS);
  const ageSeconds = histogram(
    'age_seconds',
    "From a batch's oldest record to its being stored",
    SECONDS,
  );

  const observer: DeliveryObserver = {
    taken: (_partition, taken) => {
      bytes.inc(taken.bytes);
    },
    assigned: () => {
      assignments.inc();
    },
    inserted: (_partition, { elapsedMs }) => {
      insertSeconds.observe(elapsedMs / 1000);
    },
    stored: (batch, outcome) => {
      batches.inc();
      marks.inc(batch.rows - outcome.averted);
      averted.inc(outcome.averted);
      batchRows.observe(batch.rows);
      ageSeconds.observe(outcome.ageMs / 1000);
    },
    lettersWritten: (batch) => {
      for (const { reason } of batch.letters) letters.inc({ reason: reason.code });
    },
    retried: (_partition, step, errorClass) => {
      retries.inc({ step, class: errorClass });
    },
    skippedLost: (_partition, records) => {
      lost.inc(records);
    },
  };
  return { registry, observer };
}
