import type { InsertVisitResult } from '../processes/storage-calls';
import type { InsertCell, InsertTwinCell } from '../results';
import type { InsertScenario } from '../scenarios';
import type { Attempt } from './attempt';
import { batchesOfVisit, batchSizes, type BenchPlan } from './bench-plan';
import type { Journal } from './journal';
import { type InsertVisitRecord, measuredInsertCell } from './insert-cell';
import type { RunObserver } from './observer';
import type { OpenableStorage } from './probe';
import type { StorageHost } from './storage-host';
import { visitOrder } from './visit-order';

/**
 * When the processes that wait for their turn keep more than this together, the biggest are ended, so
 * that the one which works has room: a run over ten million marks has to stay within 2 GiB.
 */
const WAITING_RSS_LIMIT_BYTES = 1000 * 1024 * 1024;

/** What a batch would take is judged from a batch of this share: less would show mostly its fixed cost. */
const JUDGED_FROM = 1 / 10;

interface CellInWork {
  readonly kind: 'insert' | 'insert-twin';
  readonly host: StorageHost;
  readonly format: string;
  readonly batchRows: number;
  readonly writers: number;
  readonly visits: InsertVisitRecord[];
  /** Set when the cell takes no further visit. */
  ended: { readonly status: 'failed' | 'skipped'; readonly reason: string } | undefined;
}

/** All cells of a storage; the twin right behind the cell whose twin it is. */
function cellsOf(
  { host, opened }: OpenableStorage,
  scenario: InsertScenario,
  rows: number,
): CellInWork[] {
  const sizes = batchSizes(scenario, rows);
  const twinSize = sizes.findLast((size) => size <= scenario.twinBatchRows) ?? sizes[0]!;
  // Without an engine there is nothing that could work beside this process.
  const writerCounts = opened.identity.engine === 'null' ? [1] : scenario.writers;
  return opened.formats.flatMap((format, formatAt) =>
    sizes.flatMap((batchRows) =>
      writerCounts.flatMap((writers) => {
        const cell = { host, format, batchRows, writers, ended: undefined };
        const hasTwin = formatAt === 0 && batchRows === twinSize && writers === 1;
        const kinds = hasTwin ? (['insert', 'insert-twin'] as const) : (['insert'] as const);
        return kinds.map((kind) => ({ kind, ...cell, visits: [] }));
      }),
    ),
  );
}

function nameOf({ kind, host, format, batchRows, writers }: CellInWork): string {
  return `${kind} ${host.name} ${format} x ${batchRows}, writers ${writers}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

class InsertPhase {
  readonly #cells: readonly CellInWork[];
  readonly #journal: Journal;
  /** Resident sets of the processes that wait, after their last visit. */
  readonly #waiting = new Map<StorageHost, number>();

  constructor(
    private readonly scenario: InsertScenario,
    private readonly plan: BenchPlan,
    storages: readonly OpenableStorage[],
    private readonly observer: RunObserver,
  ) {
    this.#cells = storages.flatMap((storage) => cellsOf(storage, scenario, plan.dataset.rows));
    this.#journal = plan.journal.within('insert');
  }

  async run(): Promise<readonly (InsertCell | InsertTwinCell)[]> {
    const { plan, observer } = this;
    observer.begin('insert', this.#cells.length * plan.rounds, 'visits');
    await this.#judgeCells();
    for (const { round, order, cell } of visitOrder(
      this.#cells,
      plan.rounds,
      plan.seed,
      'insert',
    )) {
      if (!cell.ended) await this.#visit(cell, round, order);
      observer.advance(1);
    }
    const count = (status: string): number =>
      this.#cells.filter(({ ended }) => (ended?.status ?? 'measured') === status).length;
    observer.end(
      `${count('measured')} cells measured, ${count('skipped')} skipped, ${count('failed')} failed`,
    );
    return this.#cells.map((cell) => ({
      kind: cell.kind,
      storage: cell.host.name,
      format: cell.format,
      batchRows: cell.batchRows,
      writers: cell.writers,
      outcome: cell.ended ?? measuredInsertCell(cell.visits, plan.seed),
    }));
  }

  /** Warms every format of every storage up, and ends the cells that it shows to fail or to take too long. */
  async #judgeCells(): Promise<void> {
    const warmUps = new Map<string, Attempt<number>>();
    for (const cell of this.#cells) {
      const rows = Math.max(this.#warmUpRows, Math.floor(cell.batchRows * JUDGED_FROM));
      const key = `${cell.host.name} ${cell.format} x ${rows}`;
      this.observer.step(`warm-up of ${key}`);
      const result =
        warmUps.get(key) ??
        (await this.#journal.once(`warm-up ${key}`, () => this.#warmUp(cell, rows)));
      warmUps.set(key, result);
      if (result.status === 'failed') {
        this.#fail(cell, result.reason);
      } else {
        const expectedMs = (result.value / rows) * cell.batchRows;
        const limitMs = this.scenario.batchMsLimit;
        if (cell.batchRows > rows && expectedMs > limitMs) {
          const reason = `one batch would take about ${seconds(expectedMs)}, over the limit of ${seconds(limitMs)}`;
          cell.ended = { status: 'skipped', reason };
        }
      }
    }
  }

  get #warmUpRows(): number {
    return Math.min(this.scenario.warmUpRows, this.plan.dataset.rows);
  }

  /** Resolves to the milliseconds of one insert of so many rows, the second of two. */
  async #warmUp({ host, format }: CellInWork, rows: number): Promise<Attempt<number>> {
    const result = await host.call('warm-up', {
      dataset: this.plan.dataset,
      format,
      rows,
      token: `${this.plan.runId}-warm-up-${host.name}-${format}-${rows}`,
    });
    if (result.status === 'done') host.warmed.add(format);
    return result;
  }

  async #visit(cell: CellInWork, round: number, order: number): Promise<void> {
    const { host } = cell;
    const name = nameOf(cell);
    this.observer.step(name);
    const result = await this.#journal.once(`${name}, round ${round}`, () =>
      this.#insert(cell, round),
    );
    if (result.status === 'failed') {
      this.#fail(cell, result.reason);
      return;
    }
    cell.visits.push({ round, order, result: result.value });
    if (host.isRunning) this.#waiting.set(host, result.value.rssAfterBytes);
    await this.#makeRoom();
  }

  async #makeRoom(): Promise<void> {
    const total = (): number => [...this.#waiting.values()].reduce((sum, bytes) => sum + bytes, 0);
    while (total() > WAITING_RSS_LIMIT_BYTES) {
      const [biggest] = [...this.#waiting].reduce((one, other) =>
        other[1] > one[1] ? other : one,
      );
      this.#waiting.delete(biggest);
      await biggest.close();
    }
  }

  async #insert(cell: CellInWork, round: number): Promise<Attempt<InsertVisitResult>> {
    const { kind, host, format, batchRows, writers } = cell;
    const { plan, scenario } = this;
    if (!host.warmed.has(format)) {
      const warm = await this.#warmUp(cell, this.#warmUpRows);
      if (warm.status === 'failed') return warm;
    }
    return host.call('insert', {
      dataset: plan.dataset,
      format,
      batchRows,
      maxBatches: batchesOfVisit(scenario, plan.dataset.rows, batchRows, writers),
      writers,
      msPerVisit: scenario.msPerVisit,
      token: `${plan.runId}-${kind}-${host.name}-${format}-${batchRows}-${writers}-${round}`,
    });
  }

  #fail(cell: CellInWork, reason: string): void {
    // Its process was ended.
    this.#waiting.delete(cell.host);
    cell.ended = { status: 'failed', reason };
    this.observer.warn(`${nameOf(cell)}: ${reason}`);
  }
}

/**
 * Measures every storage x format x batch size x writers: each visit writes the dataset's first rows into an
 * empty schema, interleaved in random order over the rounds. The schemas are gone afterwards.
 */
export async function insertPhase(
  scenario: InsertScenario,
  storages: readonly OpenableStorage[],
  plan: BenchPlan,
  observer: RunObserver,
): Promise<readonly (InsertCell | InsertTwinCell)[]> {
  const cells = await new InsertPhase(scenario, plan, storages, observer).run();
  for (const { host } of storages) {
    await host.call('drop-schema', undefined);
    await host.close();
  }
  return cells;
}
