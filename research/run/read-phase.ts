import type { QuestionName } from '../../schemas';
import type { AnsweredAsking } from '../processes/reference-calls';
import type { ReadVisitResult } from '../processes/storage-calls';
import type { Check, ReadCell, ReadTwinCell } from '../results';
import { seededRandom, seedFor, shuffled } from '../seeded-random';
import type { ReadScenario } from '../scenarios';
import type { Attempt } from './attempt';
import { type BenchPlan, minWarmOfVisit } from './bench-plan';
import type { RunObserver } from './observer';
import type { OpenableStorage } from './probe';
import { measuredReadCell, type ReadVisitRecord } from './read-cell';
import { checkAnswer, describeFault } from './verify-phase';
import type { StorageHost } from './storage-host';
import { visitOrder } from './visit-order';

/**
 * Every visit needs a fresh process, and starting one takes longer than most visits: two start side
 * by side before the first of their visits begins. More would take memory for no more speed on two cores.
 */
const STARTED_TOGETHER = 2;

const WRONG = 'an answer was wrong, see the checks';

interface CellInWork {
  readonly kind: 'read' | 'read-twin';
  readonly host: StorageHost;
  readonly question: QuestionName;
  readonly visits: ReadVisitRecord[];
  /** Set when the cell takes no further visit. */
  failed: string | undefined;
}

export interface ReadPhaseResult {
  readonly cells: readonly (ReadCell | ReadTwinCell)[];
  /** Timed answers that were not right, though the same asking was right before. */
  readonly faults: readonly Check[];
}

function nameOf({ kind, host, question }: CellInWork): string {
  return `${kind} ${host.name} ${question}`;
}

/** What the verification before has found. */
export interface VerifiedState {
  readonly when: Check['when'];
  readonly checks: readonly Check[];
}

function faultOf(checks: readonly Check[], storage: string, question: string): string | undefined {
  const fault = checks.find(
    (check) =>
      check.storage === storage && check.question === question && check.verdict.status !== 'right',
  );
  if (!fault) return undefined;
  return fault.verdict.status === 'failed' ? fault.verdict.reason : WRONG;
}

/**
 * The askings of one visit: all drawn ones in random order, the first as the first touch, the others
 * over and over as warm ones. The same for every storage, so that they are compared on the same work.
 *
 * @param drawn of one question, at least one
 */
export function askingsOfVisit(
  drawn: readonly AnsweredAsking[],
  warmAskings: number,
  round: number,
  seed: number,
): readonly AnsweredAsking[] {
  const question = drawn[0]!.question;
  const [first, ...others] = shuffled(drawn, seededRandom(seedFor(seed, `${question} ${round}`)));
  const again = others.length > 0 ? others : [first!];
  return [first!, ...Array.from({ length: warmAskings }, (_, at) => again[at % again.length]!)];
}

class ReadPhase {
  readonly #cells: readonly CellInWork[];
  readonly #faults: Check[] = [];
  readonly #when: Check['when'];

  constructor(
    private readonly scenario: ReadScenario,
    private readonly plan: BenchPlan,
    storages: readonly OpenableStorage[],
    private readonly askings: readonly AnsweredAsking[],
    { checks, when }: VerifiedState,
    private readonly observer: RunObserver,
  ) {
    this.#when = when;
    this.#cells = storages.flatMap(({ host }) =>
      scenario.questions.flatMap((question) => {
        const isTwinned = scenario.twins.includes(question);
        const kinds = isTwinned ? (['read', 'read-twin'] as const) : (['read'] as const);
        const failed = faultOf(checks, host.name, question);
        return kinds.map((kind) => ({ kind, host, question, visits: [], failed }));
      }),
    );
  }

  async run(): Promise<ReadPhaseResult> {
    const { plan, observer } = this;
    observer.begin('read', this.#cells.length * plan.rounds, 'visits');
    const visits = visitOrder(this.#cells, plan.rounds, plan.seed, 'read');
    for (let at = 0; at < visits.length; at += STARTED_TOGETHER) {
      const next = visits.slice(at, at + STARTED_TOGETHER);
      const due = next.filter(
        ({ cell, round }) =>
          cell.failed === undefined && !plan.journal.knows(`${nameOf(cell)}, round ${round}`),
      );
      await Promise.all(due.map(({ cell }) => cell.host.prestart()));
      for (const { round, cell } of next) {
        if (cell.failed === undefined) await this.#visit(cell, round);
        observer.advance(1);
      }
    }
    await Promise.all(this.#cells.map(({ host }) => host.kill()));
    const failed = this.#cells.filter((cell) => cell.failed !== undefined).length;
    observer.end(`${this.#cells.length - failed} cells measured, ${failed} failed`);
    return { cells: this.#cells.map((cell) => this.#resultOf(cell)), faults: this.#faults };
  }

  async #visit(cell: CellInWork, round: number): Promise<void> {
    const { host, question } = cell;
    const { plan, observer } = this;
    const name = nameOf(cell);
    observer.step(name);
    const drawn = this.askings.filter((asking) => asking.question === question);
    const askings = askingsOfVisit(drawn, this.scenario.warmAskingsPerVisit, round, plan.seed);
    const result = await plan.journal.once(`${name}, round ${round}`, () =>
      this.#ask(host, askings),
    );
    if (result.status === 'failed') {
      cell.failed = result.reason;
      observer.warn(`${host.name}, ${question}: ${result.reason}`);
      return;
    }
    const { answers, peakRssBytes } = result.value;
    const timed = answers.map((sample, at) => ({ sample, asking: askings[at]! }));
    const wrong = timed
      .map(({ sample: { answer }, asking }) =>
        checkAnswer({ storage: host.name, when: this.#when, marks: plan.dataset.rows }, asking, {
          status: 'done',
          value: answer,
        }),
      )
      .find(({ verdict }) => verdict.status !== 'right');
    if (wrong) {
      this.#faults.push(wrong);
      cell.failed = WRONG;
      observer.warn(describeFault(wrong));
      return;
    }
    cell.visits.push({ round, timed, peakRssBytes });
  }

  /** First touch needs a process that has answered nothing yet. */
  async #ask(
    host: StorageHost,
    askings: readonly AnsweredAsking[],
  ): Promise<Attempt<ReadVisitResult>> {
    const { plan, scenario } = this;
    await host.close();
    const result = await host.call('read', {
      askings: askings.map(({ question, parameters }) => ({ question, parameters })),
      minWarm: minWarmOfVisit(scenario, plan.rounds),
      msPerVisit: scenario.msPerVisit,
    });
    await host.close();
    return result;
  }

  #resultOf({ kind, host, question, visits, failed }: CellInWork): ReadCell | ReadTwinCell {
    const outcome =
      failed === undefined
        ? measuredReadCell(visits, this.plan.seed)
        : ({ status: 'failed', reason: failed } as const);
    return { kind, storage: host.name, question, outcome };
  }
}

/**
 * Times every question of every storage that answered it right, each visit in a fresh process,
 * interleaved in random order over the rounds. Timed answers are compared with the oracle's too: a
 * wrong one takes its question's times with it.
 */
export function readPhase(
  scenario: ReadScenario,
  storages: readonly OpenableStorage[],
  askings: readonly AnsweredAsking[],
  verified: VerifiedState,
  plan: BenchPlan,
  observer: RunObserver,
): Promise<ReadPhaseResult> {
  return new ReadPhase(scenario, plan, storages, askings, verified, observer).run();
}
