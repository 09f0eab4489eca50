import { cellId } from '../cell-id';
import type { Results } from '../results';
import type { Criteria, Option } from './criteria';
import { bestInsertCell, measuredCells } from './measures';

export const GATE_NAMES = [
  'right-answers',
  'aggregates-under-load',
  'sustained-peak',
  'kill-loses-nothing',
  'licence',
] as const;

export type GateName = (typeof GATE_NAMES)[number];

export interface GateResult {
  readonly gate: GateName;
  /** What is asked for, with its numbers. */
  readonly requirement: string;
  /** `not-shown`: this run does not say; neither for nor against. */
  readonly status: 'passed' | 'failed' | 'not-shown';
  readonly because: string;
  /** Ids of the cells that it rests on. */
  readonly cells: readonly string[];
}

type Outcome = Omit<GateResult, 'gate' | 'requirement'>;

function notShown(because: string): Outcome {
  return { status: 'not-shown', because, cells: [] };
}

function decided(passes: boolean, because: string, cells: readonly string[]): Outcome {
  return { status: passes ? 'passed' : 'failed', because, cells };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** A number of this many significant digits, in seconds or milliseconds as suits it. */
function duration(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1000).toPrecision(3))} s`;
}

function rightAnswers(results: Results, storage: string): Outcome {
  const checks = results.checks.filter((check) => check.storage === storage);
  const wrong = checks.filter(({ verdict }) => verdict.status === 'wrong').length;
  const failed = checks.filter(({ verdict }) => verdict.status === 'failed').length;
  if (checks.length === 0) return notShown('no answer was compared with the oracle');
  const right = checks.length - wrong - failed;
  return decided(
    wrong === 0 && failed === 0,
    `${whole(right)} of ${whole(checks.length)} answers were right` +
      (failed > 0 ? `, ${whole(failed)} ended in an error` : ''),
    [],
  );
}

function peakCell(results: Results, storage: string) {
  return measuredCells(results, 'read-under-insert', storage).find(({ level }) => level === 'peak');
}

function aggregatesUnderLoad(results: Results, storage: string, limitMs: number): Outcome {
  const cell = peakCell(results, storage);
  const aggregates = cell?.outcome.aggregatesMs;
  if (!cell || !aggregates) return notShown('no aggregate was asked while marks arrived');
  return decided(
    aggregates.max <= limitMs,
    `the slowest of ${whole(aggregates.count)} aggregates took ${duration(aggregates.max)} from the moment it was due, ` +
      `while ${whole(cell.outcome.marksPerSecond)} marks/s arrived`,
    [cellId(cell)],
  );
}

/** Acknowledged marks may lag behind the schedule by its last batch, and by no more. */
const KEPT_UP_SHARE = 0.98;

function sustainedPeak(
  results: Results,
  storage: string,
  { marksPerSecond, headroom }: Criteria['gates']['sustainedPeak'],
): Outcome {
  const best = bestInsertCell(results, storage);
  if (!best) return notShown('no insert was measured');
  const { rowsPerSecond } = best.outcome;
  const needed = marksPerSecond * headroom;
  const id = cellId(best);
  const idle =
    `the best insert reaches ${whole(rowsPerSecond.median)} rows/s` +
    (rowsPerSecond.low === null ? '' : ` (at least ${whole(rowsPerSecond.low)})`);
  if (rowsPerSecond.low === null) return notShown(`${idle}, of too few visits for an interval`);
  if (rowsPerSecond.low < needed) return decided(false, `${idle}, below ${whole(needed)}`, [id]);
  const peak = peakCell(results, storage);
  const inserts = peak?.outcome.inserts;
  if (!peak || !inserts || peak.outcome.marksPerSecond < marksPerSecond) {
    return {
      status: 'not-shown',
      because: `${idle}, but the peak was not tried while questions are asked`,
      cells: [id],
    };
  }
  const keptUp = inserts.rowsPerSecond >= KEPT_UP_SHARE * peak.outcome.marksPerSecond;
  return decided(
    keptUp,
    `${idle}; while questions were asked, marks arrived at ${whole(peak.outcome.marksPerSecond)}/s and were acknowledged ` +
      `at ${whole(inserts.rowsPerSecond)}/s`,
    [id, cellId(peak)],
  );
}

function killLosesNothing(results: Results, storage: string): Outcome {
  const cells = measuredCells(results, 'durability', storage);
  const trials = cells.flatMap(({ outcome }) => outcome.trials);
  if (trials.length === 0) return notShown('no process was killed in the middle of a load');
  const bad = trials.filter(({ verdict }) => verdict === 'lost' || verdict === 'torn').length;
  const twice = trials.filter(({ resentOnce }) => !resentOnce).length;
  const acknowledged = trials.reduce((sum, trial) => sum + trial.acknowledgedBatches, 0);
  return decided(
    bad === 0 && twice === 0,
    `${whole(trials.length)} kills, ${whole(acknowledged)} acknowledged batches: ` +
      (bad === 0 ? 'none was lost or torn, ' : `${whole(bad)} kills lost or tore one, `) +
      (twice === 0
        ? 'and the batch in flight, sent again, was there exactly once'
        : `and after ${whole(twice)} the batch in flight, sent again, was not there exactly once`),
    cells.map(cellId),
  );
}

function licence({ licence: { production, about } }: Option): Outcome {
  if (production === 'by-contract') return notShown(about);
  return decided(production === 'allowed', about, []);
}

/** Every gate for an option, by what was measured on `storage`; undefined: nothing was. */
export function passGates(
  results: Results,
  option: Option,
  storage: string | undefined,
  { gates }: Criteria,
): readonly GateResult[] {
  const { aggregatesUnderLoad: load, sustainedPeak: peak } = gates;
  const onStorage = (judge: (name: string) => Outcome): Outcome =>
    storage === undefined ? notShown('nothing of it was measured in this run') : judge(storage);
  return [
    {
      gate: 'right-answers',
      requirement: "every answer is the oracle's",
      ...onStorage((name) => rightAnswers(results, name)),
    },
    {
      gate: 'aggregates-under-load',
      requirement: `every aggregate within ${duration(load.limitMs)} while the site's peak arrives`,
      ...onStorage((name) => aggregatesUnderLoad(results, name, load.limitMs)),
    },
    {
      gate: 'sustained-peak',
      requirement: `${whole(peak.marksPerSecond)} marks/s kept up with under questions, and ${peak.headroom} times that without`,
      ...onStorage((name) => sustainedPeak(results, name, peak)),
    },
    {
      gate: 'kill-loses-nothing',
      requirement: 'kill -9 in the middle of a load loses nothing acknowledged and tears no batch',
      ...onStorage((name) => killLosesNothing(results, name)),
    },
    { gate: 'licence', requirement: 'the licence allows production', ...licence(option) },
  ];
}
