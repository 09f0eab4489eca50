import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetSpec } from '../../generators';
import type { AnswerRow } from '../../schemas';
import type { AnsweredAsking } from '../processes/reference-calls';
import type { Check, DurabilityCell } from '../results';
import { scaledDataset } from '../scaled-dataset';
import type { DurabilityScenario } from '../scenarios';
import { type Random, seededRandom, seedFor } from '../seeded-random';
import { estimate } from '../statistics';
import type { Attempt } from './attempt';
import { type BenchPlan, BOOTSTRAP } from './bench-plan';
import { loadingOf } from './loading';
import type { RunObserver } from './observer';
import type { OpenableStorage } from './probe';
import { answersAfter } from './reference-phase';
import { roundedMs } from './rounded-ms';
import type { HostContext } from './storage-host';
import { checkAnswer, describeFault } from './verify-phase';

export interface DurabilityResult {
  readonly cells: readonly DurabilityCell[];
  readonly checks: readonly Check[];
}

type Trial = Extract<DurabilityCell['outcome'], { status: 'measured' }>['trials'][number];

/** What a kill has left, before the answers are judged. */
interface Remains {
  readonly trial: Trial;
  readonly answers: readonly Attempt<readonly AnswerRow[]>[];
}

/** What the rows found say about the batches that were acknowledged before. */
export function verdictOf(
  storedRows: number,
  acknowledgedBatches: number,
  batchRows: number,
): Trial['verdict'] {
  if (storedRows % batchRows !== 0) return 'torn';
  const stored = storedRows / batchRows;
  if (stored < acknowledgedBatches) return 'lost';
  if (stored === acknowledgedBatches) return 'kept';
  // The process writes an acknowledgement down before it begins the next batch.
  return stored === acknowledgedBatches + 1 ? 'kept-and-in-flight' : 'torn';
}

class DurabilityTrials {
  readonly #dataset: DatasetSpec;
  readonly #random: Random;

  constructor(
    private readonly scenario: DurabilityScenario,
    private readonly storage: OpenableStorage,
    private readonly askings: readonly AnsweredAsking[],
    private readonly plan: BenchPlan,
    private readonly context: HostContext,
  ) {
    this.#dataset = datasetOf(scenario, plan.dataset);
    this.#random = seededRandom(seedFor(plan.seed, `kill ${storage.host.name}`));
  }

  get #format(): string {
    return loadingOf(this.storage.opened, this.#dataset.rows).format;
  }

  /** Kills the process in the middle of a load and looks at what is there. */
  async run(trial: number): Promise<Attempt<Remains>> {
    const { host } = this.storage;
    const { batchRows, killAfterBatches } = this.scenario;
    const { from, to } = killAfterBatches;
    const batches = from + Math.floor(this.#random() * (to - from + 1));
    const acknowledgedFile = join(this.context.temporaryFolder, `acknowledged-${host.name}`);
    const token = `${this.plan.runId}-killed-${trial}-${host.name}`;
    const dataset = this.#dataset;
    const load = { dataset, format: this.#format, batchRows, token };
    await host.close();
    const begun = await this.#loadAndKill({ ...load, acknowledgedFile }, batches);
    if (begun.status === 'failed') return begun;
    const acknowledgedBatches = readFileSync(acknowledgedFile).length;
    rmSync(acknowledgedFile);

    await host.prestart();
    const opened = await host.open();
    if (opened.status === 'failed') return opened;
    const countStartMs = performance.now();
    const stored = await host.call('count-marks', undefined);
    if (stored.status === 'failed') return stored;
    const recoveryMs = opened.value.openMs + (performance.now() - countStartMs);
    const verdict = verdictOf(stored.value, acknowledgedBatches, batchRows);

    const answers: Attempt<readonly AnswerRow[]>[] = [];
    for (const asking of this.askings) answers.push(await host.call('answer', asking));
    const resent = await host.call('resend-batch', { ...load, batch: acknowledgedBatches });
    if (resent.status === 'failed') return resent;
    const afterwards = await host.call('count-marks', undefined);
    if (afterwards.status === 'failed') return afterwards;
    return {
      status: 'done',
      value: {
        answers,
        trial: {
          trial,
          acknowledgedBatches,
          storedRows: stored.value,
          verdict,
          resentOnce: afterwards.value === (acknowledgedBatches + 1) * batchRows,
          recoveryMs: roundedMs(recoveryMs),
        },
      },
    };
  }

  /** Fails when the load itself fails before it is killed. */
  async #loadAndKill(
    request: Parameters<typeof this.storage.host.call<'load-until-killed'>>[1],
    batches: number,
  ): Promise<Attempt<undefined>> {
    const { host } = this.storage;
    let acknowledged = 0;
    let batchMs = 0;
    let lastMs = performance.now();
    let killing: Promise<void> | undefined;
    const wait = this.#random();
    const loading = await host.call('load-until-killed', request, () => {
      acknowledged++;
      batchMs = performance.now() - lastMs;
      lastMs = performance.now();
      if (acknowledged !== batches) return;
      // Somewhere within the next batch, which takes about as long as this one.
      killing = new Promise((resolve) => {
        setTimeout(() => {
          void host.kill().then(resolve);
        }, wait * batchMs);
      });
    });
    if (killing) {
      await killing;
      return { status: 'done', value: undefined };
    }
    const reason =
      loading.status === 'failed' ? loading.reason : 'the load ended before it could be killed';
    return { status: 'failed', reason };
  }
}

/** Batches enough for the latest kill, and the batch in flight twice over. */
function datasetOf(
  { batchRows, killAfterBatches }: DurabilityScenario,
  dataset: DatasetSpec,
): DatasetSpec {
  return scaledDataset(dataset, batchRows * (killAfterBatches.to + 20));
}

/** Wrong answers over what was left, for the trials whose rows are whole batches. */
async function judgeAnswers(
  storage: string,
  remains: readonly Remains[],
  scenario: DurabilityScenario,
  askings: readonly AnsweredAsking[],
  plan: BenchPlan,
  context: HostContext,
  observer: RunObserver,
): Promise<readonly Check[]> {
  const whole = remains.filter(
    ({ trial }) => trial.verdict === 'kept' || trial.verdict === 'kept-and-in-flight',
  );
  const rows = [...new Set(whole.map(({ trial }) => trial.storedRows))].sort((a, b) => a - b);
  if (rows.length === 0) return [];
  const dataset = datasetOf(scenario, plan.dataset);
  const expected = await answersAfter(
    { dataset, arrivals: undefined, askings, rows },
    context,
    observer,
  );
  return whole.flatMap(({ trial, answers }) => {
    const asked = { storage, when: 'after-kill', marks: trial.storedRows } as const;
    const right = expected[rows.indexOf(trial.storedRows)]!;
    return right.map((asking, at) => checkAnswer(asked, asking, answers[at]!));
  });
}

/** The first asking of every question. */
function oneOfEach(askings: readonly AnsweredAsking[]): readonly AnsweredAsking[] {
  return askings.filter(
    ({ question }, at) => askings.findIndex((other) => other.question === question) === at,
  );
}

/**
 * Kills every engine that lives in a process of the bench, again and again, in the middle of a load
 * into an empty schema, and looks at what is there when it is opened again.
 *
 * @param askings asked over what is left; their own answers do not matter
 */
export async function durabilityPhase(
  scenario: DurabilityScenario,
  storages: readonly OpenableStorage[],
  askings: readonly AnsweredAsking[],
  plan: BenchPlan,
  context: HostContext,
  observer: RunObserver,
): Promise<DurabilityResult> {
  observer.begin('kill and recover', storages.length * scenario.trials, 'kills');
  const cells: DurabilityCell[] = [];
  const checks: Check[] = [];
  for (const storage of storages) {
    const { host, opened } = storage;
    const { batchRows } = scenario;
    const { format } = loadingOf(opened, plan.dataset.rows);
    const cell = { kind: 'durability', storage: host.name, format, batchRows } as const;
    if (opened.identity.transport !== 'embedded') {
      const reason = "the engine runs in a server, whose process is not the run's to kill";
      cells.push({ ...cell, outcome: { status: 'skipped', reason } });
      continue;
    }
    const result = await plan.journal.once(`durability ${host.name}`, () =>
      killOften(scenario, storage, oneOfEach(askings), plan, context, observer),
    );
    cells.push({ ...cell, outcome: result.outcome });
    checks.push(...result.checks);
  }
  const kept = cells
    .flatMap(({ outcome }) => (outcome.status === 'measured' ? outcome.trials : []))
    .filter(({ verdict }) => verdict === 'kept' || verdict === 'kept-and-in-flight').length;
  observer.end(`after ${kept} kills everything acknowledged was there`);
  return { cells, checks };
}

async function killOften(
  scenario: DurabilityScenario,
  storage: OpenableStorage,
  askings: readonly AnsweredAsking[],
  plan: BenchPlan,
  context: HostContext,
  observer: RunObserver,
): Promise<{ outcome: DurabilityCell['outcome']; checks: readonly Check[] }> {
  const { host } = storage;
  const trials = new DurabilityTrials(scenario, storage, askings, plan, context);
  const remains: Remains[] = [];
  for (let trial = 0; trial < scenario.trials; trial++) {
    observer.step(`${host.name}, kill ${trial + 1}`);
    const result = await trials.run(trial);
    observer.advance(1);
    if (result.status === 'failed') {
      observer.warn(`${host.name}, kill ${trial + 1}: ${result.reason}`);
      return { outcome: result, checks: [] };
    }
    remains.push(result.value);
  }
  await host.call('drop-schema', undefined);
  await host.close();
  const judged = [host.name, remains, scenario, askings, plan, context, observer] as const;
  const checks = await judgeAnswers(...judged);
  for (const check of checks) {
    if (check.verdict.status !== 'right') observer.warn(describeFault(check));
  }
  const bootstrap = { ...BOOTSTRAP, seed: seedFor(plan.seed, 'bootstrap') };
  const own = remains.map(({ trial }) => trial);
  const recoveryMs = estimate(
    own.map((trial) => trial.recoveryMs),
    bootstrap,
  );
  return { outcome: { status: 'measured', trials: own, recoveryMs }, checks };
}
