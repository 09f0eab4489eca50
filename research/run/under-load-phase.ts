import type { AnsweredAsking } from '../processes/reference-calls';
import type { Check, InsertUnderReadCell, ReadUnderInsertCell } from '../results';
import type { BenchPlan } from './bench-plan';
import type { RunObserver } from './observer';
import { answersAfter } from './reference-phase';
import type { HostContext } from './storage-host';
import {
  type AnswerUnderLoad,
  askingsInTurn,
  type CheckedUnderLoad,
  checkUnderLoad,
} from './under-load';
import { measuredInsertUnderRead, measuredLevel } from './under-load-cells';
import {
  type LoadedForArrivals,
  type Stretch,
  type UnderLoadRecord,
  UnderLoadWork,
} from './under-load-work';
import { checkAnswer, describeFault } from './verify-phase';

export interface UnderLoadResult {
  readonly cells: readonly (ReadUnderInsertCell | InsertUnderReadCell)[];
  readonly checks: readonly Check[];
}

const NOT_REACHED = {
  status: 'failed',
  reason: 'the storage had failed before, and its rows were not known any more',
} as const;

/** Compares what one storage answered with the right answers, and makes its cells. */
class UnderLoadJudgement {
  readonly #checks: Check[] = [];

  /** @param expectedAt the askings with their right answers, by the number of rows */
  constructor(
    private readonly storage: string,
    private readonly plan: BenchPlan,
    private readonly record: UnderLoadRecord,
    private readonly expectedAt: ReadonlyMap<number, readonly AnsweredAsking[]>,
  ) {}

  judge(): UnderLoadResult {
    const cells = [...this.#levelCells(), ...this.#analystCells()];
    this.#checkAfterwards();
    return { cells, checks: this.#checks };
  }

  *#levelCells(): Iterable<ReadUnderInsertCell> {
    const { storage, plan, record } = this;
    if (!plan.scenarios['read-under-insert']) return;
    const askings = this.expectedAt.get(plan.dataset.rows)!;
    for (const level of ['quiet', 'peak', 'half-maximum', 'quiet-after'] as const) {
      const cell = { kind: 'read-under-insert', storage, level } as const;
      const skipped = record.skippedLevels.find((one) => one.level === level);
      const stretch = record.levels.find((one) => one.plan.level === level);
      if (skipped) {
        yield { ...cell, outcome: { status: 'skipped', reason: skipped.reason } };
      } else if (!stretch) {
        yield { ...cell, outcome: NOT_REACHED };
      } else if (stretch.attempt.status === 'failed') {
        yield { ...cell, outcome: stretch.attempt };
      } else {
        const { value } = stretch.attempt;
        const answers = this.#compare(stretch, value.answers);
        const { format, askEveryMs } = record;
        const { rowsBefore } = stretch;
        const setting = { level: stretch.plan, format, askEveryMs, askings, rowsBefore };
        yield { ...cell, outcome: measuredLevel(value, { ...setting, seed: plan.seed }, answers) };
      }
    }
  }

  *#analystCells(): Iterable<InsertUnderReadCell> {
    const { storage, plan, record } = this;
    const scenario = plan.scenarios['insert-under-read'];
    if (!scenario) return;
    const failure = record.visits.find(({ attempt }) => attempt.status === 'failed');
    for (const analysts of scenario.analysts) {
      const cell = { kind: 'insert-under-read', storage, analysts } as const;
      const own = record.visits.filter((visit) => visit.plan.analysts === analysts);
      if (failure?.attempt.status === 'failed' && failure.plan.analysts === analysts) {
        yield { ...cell, outcome: failure.attempt };
      } else if (own.length < plan.rounds) {
        yield { ...cell, outcome: NOT_REACHED };
      } else {
        const total = { given: 0, compared: 0, wrong: 0 };
        const visits = own.flatMap((stretch) => {
          if (stretch.attempt.status === 'failed') return [];
          const { value } = stretch.attempt;
          const answers = this.#compare(stretch, value.answers);
          total.given += answers.given;
          total.compared += answers.compared;
          total.wrong += answers.wrong;
          return [{ round: stretch.plan.round, result: value }];
        });
        const { batchRows } = scenario;
        const setting = { format: record.format, batchRows, seed: plan.seed };
        yield { ...cell, outcome: measuredInsertUnderRead(visits, setting, total) };
      }
    }
  }

  #compare(
    { rowsBefore, rowsAfter }: Stretch<unknown, unknown>,
    answers: readonly AnswerUnderLoad[],
  ): Omit<CheckedUnderLoad, 'faults'> {
    const { faults, ...counts } = checkUnderLoad(
      this.storage,
      rowsBefore,
      answers,
      this.expectedAt.get(rowsBefore)!,
      this.expectedAt.get(rowsAfter)!,
    );
    this.#checks.push(...faults);
    return counts;
  }

  #checkAfterwards(): void {
    const { afterwards, rowsAtEnd } = this.record;
    if (!afterwards) return;
    const asked = { storage: this.storage, when: 'after-load', marks: rowsAtEnd } as const;
    const expected = this.expectedAt.get(rowsAtEnd)!;
    const seen = new Set<string>();
    for (const [at, asking] of expected.entries()) {
      const key = JSON.stringify([asking.question, asking.parameters]);
      if (!seen.has(key)) this.#checks.push(checkAnswer(asked, asking, afterwards[at]!));
      seen.add(key);
    }
  }
}

/**
 * Puts every storage under load, one after the other: the levels of `read-under-insert`, then the
 * analysts of `insert-under-read`, then every asking again. What was answered is compared with the
 * oracle's answers over the very rows that had arrived.
 *
 * Each storage holds the dataset when this begins, and the dataset and all arrivals when it ends.
 */
export async function underLoadPhase(
  storages: readonly LoadedForArrivals[],
  askings: readonly AnsweredAsking[],
  plan: BenchPlan,
  context: HostContext,
  observer: RunObserver,
): Promise<UnderLoadResult> {
  const inTurn = askingsInTurn(askings, plan.seed);
  const levels = plan.scenarios['read-under-insert'] ? 4 : 0;
  const visits = (plan.scenarios['insert-under-read']?.analysts.length ?? 0) * plan.rounds;
  observer.begin('under load', storages.length * (levels + visits), 'stretches');
  const results: UnderLoadResult[] = [];
  for (const storage of storages) {
    const { name } = storage.host;
    results.push(
      await plan.journal.once(`under load ${name}`, async () => {
        const record = await new UnderLoadWork(storage, plan, inTurn, observer).run();
        observer.step(`the right answers after the arrivals of ${name}`);
        const states = [...record.levels, ...record.visits].flatMap(({ rowsBefore, rowsAfter }) => [
          rowsBefore,
          rowsAfter,
        ]);
        const rows = [...new Set([plan.dataset.rows, ...states, record.rowsAtEnd])];
        rows.sort((a, b) => a - b);
        const { dataset } = plan;
        const { arrivals } = record;
        const answers = await answersAfter(
          { dataset, arrivals, askings: inTurn, rows },
          context,
          observer,
        );
        const expectedAt = new Map(rows.map((count, at) => [count, answers[at]!]));
        return new UnderLoadJudgement(name, plan, record, expectedAt).judge();
      }),
    );
  }
  const checks = results.flatMap((result) => result.checks);
  const cells = results.flatMap((result) => result.cells);
  for (const check of checks) {
    if (check.verdict.status !== 'right') observer.warn(describeFault(check));
  }
  const right = checks.filter(({ verdict }) => verdict.status === 'right').length;
  observer.end(`${cells.length} cells, ${right} of ${checks.length} answers right afterwards`);
  return { cells, checks };
}
