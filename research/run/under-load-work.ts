import type { DatasetSpec } from '../../generators';
import type { AnswerRow } from '../../schemas';
import { arrivalsAfter } from '../arrivals';
import type {
  Arrivals,
  InsertUnderReadResult,
  ReadUnderInsertResult,
} from '../processes/concurrent-calls';
import type { AnsweredAsking } from '../processes/reference-calls';
import type { Asking } from '../processes/storage-calls';
import type { Attempt } from './attempt';
import type { BenchPlan } from './bench-plan';
import { type LoadLevel, loadLevels } from './load-levels';
import { loadingOf } from './loading';
import type { RunObserver } from './observer';
import type { OpenableStorage } from './probe';
import { visitOrder } from './visit-order';

/** A storage that holds the dataset. */
export interface LoadedForArrivals extends OpenableStorage {
  /** Fastest insert of one writer; undefined when none was measured. */
  readonly bestRowsPerSecond: number | undefined;
}

/** Work between two known numbers of rows; after one that failed the number is not known any more. */
export interface Stretch<Plan, Result> {
  readonly plan: Plan;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  readonly attempt: Attempt<Result>;
}

export type PlannedLevel = Extract<LoadLevel, { status: 'planned' }>;

export interface PlannedVisit {
  readonly round: number;
  readonly analysts: number;
}

/** All that happened to one storage under load. */
export interface UnderLoadRecord {
  readonly arrivals: DatasetSpec;
  readonly format: string;
  readonly askEveryMs: number;
  readonly skippedLevels: readonly Extract<LoadLevel, { status: 'skipped' }>[];
  readonly levels: readonly Stretch<PlannedLevel, ReadUnderInsertResult>[];
  readonly visits: readonly Stretch<PlannedVisit, InsertUnderReadResult>[];
  /** With all arrivals. */
  readonly rowsAtEnd: number;
  /** The answers afterwards, by asking; undefined when a stretch failed. */
  readonly afterwards: readonly Attempt<readonly AnswerRow[]>[] | undefined;
}

/** One storage under load, from the loaded dataset to the last arrival. */
export class UnderLoadWork {
  readonly #asked: readonly Asking[];
  readonly #format: string;
  readonly #levels: readonly LoadLevel[];
  readonly #plannedVisits: readonly PlannedVisit[];
  readonly #arrivals: DatasetSpec;
  #arrivedRows = 0;
  #failed = false;

  /** @param inTurn the askings in the order in which they are asked, over and over */
  constructor(
    private readonly storage: LoadedForArrivals,
    private readonly plan: BenchPlan,
    inTurn: readonly AnsweredAsking[],
    private readonly observer: RunObserver,
  ) {
    const { scenarios, dataset, rounds, seed } = plan;
    const reading = scenarios['read-under-insert'];
    const inserting = scenarios['insert-under-read'];
    this.#asked = inTurn.map(({ question, parameters }) => ({ question, parameters }));
    this.#format = loadingOf(storage.opened, dataset.rows).format;
    this.#levels = reading ? loadLevels(reading, storage.bestRowsPerSecond, dataset.rows) : [];
    this.#plannedVisits = visitOrder(
      inserting?.analysts ?? [],
      rounds,
      seed,
      'insert-under-read',
    ).map(({ round, cell }) => ({ round, analysts: cell }));
    const levelRows = this.#levels.reduce(
      (sum, level) => sum + (level.status === 'planned' ? level.batches * level.batchRows : 0),
      0,
    );
    const visitRows = inserting ? inserting.batches * inserting.batchRows : 0;
    const rows = levelRows + this.#plannedVisits.length * visitRows;
    this.#arrivals = arrivalsAfter(dataset, Math.max(1, rows));
  }

  async run(): Promise<UnderLoadRecord> {
    const { host } = this.storage;
    const askEveryMs = await this.#findPace();
    const levels: Stretch<PlannedLevel, ReadUnderInsertResult>[] = [];
    const skippedLevels: Extract<LoadLevel, { status: 'skipped' }>[] = [];
    for (const level of this.#levels) {
      if (level.status === 'skipped') skippedLevels.push(level);
      else if (!this.#failed) levels.push(await this.#runLevel(level, askEveryMs));
      this.observer.advance(1);
    }
    const visits: Stretch<PlannedVisit, InsertUnderReadResult>[] = [];
    for (const visit of this.#plannedVisits) {
      if (!this.#failed) visits.push(await this.#runVisit(visit));
      this.observer.advance(1);
    }
    const rowsAtEnd = this.#rows;
    const afterwards = this.#failed ? undefined : await this.#askAgain();
    await host.close();
    return {
      arrivals: this.#arrivals,
      format: this.#format,
      askEveryMs,
      skippedLevels,
      levels,
      visits,
      rowsAtEnd,
      afterwards,
    };
  }

  get #rows(): number {
    return this.plan.dataset.rows + this.#arrivedRows;
  }

  /** Milliseconds between two askings, which leave the quiet storage time to rest. */
  async #findPace(): Promise<number> {
    const scenario = this.plan.scenarios['read-under-insert'];
    if (!scenario) return 0;
    const idle = await this.storage.host.call('idle-answer-ms', this.#asked);
    if (idle.status === 'done') {
      return Math.max(scenario.minAskEveryMs, scenario.askEveryTimesIdle * idle.value);
    }
    this.#fail(idle.reason);
    return scenario.minAskEveryMs;
  }

  async #runLevel(
    level: PlannedLevel,
    askEveryMs: number,
  ): Promise<Stretch<PlannedLevel, ReadUnderInsertResult>> {
    const { batchRows, batches, everyMs, scheduledMs } = level;
    this.observer.step(`${this.storage.host.name}, ${level.level}`);
    const arrivals =
      batches === 0 ? undefined : { ...this.#next(batchRows, batches, level.level), everyMs };
    return this.#stretch(level, batches * batchRows, () =>
      this.storage.host.call('read-under-insert', {
        arrivals,
        askings: this.#asked,
        askEveryMs,
        scheduledMs,
      }),
    );
  }

  async #runVisit(visit: PlannedVisit): Promise<Stretch<PlannedVisit, InsertUnderReadResult>> {
    const { batchRows, batches } = this.plan.scenarios['insert-under-read']!;
    const { round, analysts } = visit;
    this.observer.step(`${this.storage.host.name}, ${analysts} analysts`);
    const arrivals = this.#next(batchRows, batches, `${analysts}-analysts-${round}`);
    return this.#stretch(visit, batches * batchRows, () =>
      this.storage.host.call('insert-under-read', { arrivals, analysts, askings: this.#asked }),
    );
  }

  /** The arrivals that come next. */
  #next(batchRows: number, batches: number, name: string): Arrivals {
    return {
      dataset: this.#arrivals,
      firstRow: this.#arrivedRows,
      batchRows,
      batches,
      format: this.#format,
      token: `${this.plan.runId}-${this.storage.host.name}-${name}`,
    };
  }

  async #stretch<Plan, Result>(
    plan: Plan,
    rows: number,
    work: () => Promise<Attempt<Result>>,
  ): Promise<Stretch<Plan, Result>> {
    const rowsBefore = this.#rows;
    const attempt = await work();
    if (attempt.status === 'failed') this.#fail(attempt.reason);
    else this.#arrivedRows += rows;
    return { plan, rowsBefore, rowsAfter: this.#rows, attempt };
  }

  /** Every asking once more, in a process that has inserted nothing. */
  async #askAgain(): Promise<readonly Attempt<readonly AnswerRow[]>[]> {
    const { host } = this.storage;
    await host.close();
    const answers: Attempt<readonly AnswerRow[]>[] = [];
    for (const asking of this.#asked) answers.push(await host.call('answer', asking));
    return answers;
  }

  #fail(reason: string): void {
    this.#failed = true;
    this.observer.warn(`${this.storage.host.name} under load: ${reason}`);
  }
}
