import { type Cell, cellId, type Estimate, median, percentile, type Results } from '../research';
import { QUESTION_NAMES } from '../schemas';

/** One place of results.json that contradicts another. */
export interface Contradiction {
  /** JSON path: `cells[3].outcome.rowsPerSecond.median`. */
  readonly path: string;
  /** What is wrong with the value there, in one line. */
  readonly problem: string;
}

/** Sums in another order may differ in the last digits of a double, and in no more. */
const RELATIVE_TOLERANCE = 1e-9;

type Report = (path: string, problem: string) => void;

function nearlyEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

function checkEstimate(
  path: string,
  given: Estimate,
  samples: readonly number[],
  report: Report,
): void {
  if (given.samples !== samples.length) {
    report(`${path}.samples`, `is ${given.samples}, but the cell has ${samples.length} samples`);
    return;
  }
  if (samples.length === 0) {
    report(path, 'is an estimate of no samples');
    return;
  }
  if (!samples.every(Number.isFinite)) {
    report(path, 'is a rate over no time at all');
    return;
  }
  const expected = {
    median: median(samples),
    p95: percentile(samples, 0.95),
    p99: percentile(samples, 0.99),
  };
  for (const [name, value] of Object.entries(expected)) {
    const found = given[name as keyof typeof expected];
    if (found !== null && !nearlyEqual(found, value)) {
      report(`${path}.${name}`, `is ${found}, but the samples of the cell give ${value}`);
    }
  }
  const { low, high } = given;
  if ((low === null) !== (high === null)) {
    report(`${path}.low`, 'and high must be both numbers or both null');
  } else if (low !== null && high !== null && !(low <= given.median && given.median <= high)) {
    report(path, `has the interval [${low}, ${high}], in which its median is not`);
  }
}

function checkOutcome(path: string, cell: Cell, report: Report): void {
  if (cell.outcome.status !== 'measured') return;
  switch (cell.kind) {
    case 'insert':
    case 'insert-twin': {
      const { visits, samples, ...given } = cell.outcome;
      const rates = visits.map((visit) => (visit.rows / visit.elapsedMs) * 1000);
      const cpuRates = visits.map((visit) => (visit.rows / visit.cpuMs) * 1000);
      checkEstimate(`${path}.rowsPerSecond`, given.rowsPerSecond, rates, report);
      checkEstimate(`${path}.rowsPerCpuSecond`, given.rowsPerCpuSecond, cpuRates, report);
      const batchMs = samples.map((sample) => sample.elapsedMs);
      const encodeMs = samples.map((sample) => sample.encodeMs);
      checkEstimate(`${path}.batchMs`, given.batchMs, batchMs, report);
      checkEstimate(`${path}.encodeMs`, given.encodeMs, encodeMs, report);
      return;
    }
    case 'read':
    case 'read-twin': {
      const { warm, warmMs, firstTouch, firstTouchMs } = cell.outcome;
      const elapsedMs = (asking: { elapsedMs: number }): number => asking.elapsedMs;
      checkEstimate(`${path}.firstTouchMs`, firstTouchMs, firstTouch.map(elapsedMs), report);
      checkEstimate(`${path}.warmMs`, warmMs, warm.map(elapsedMs), report);
      return;
    }
    case 'size': {
      const { bytes, rows, bytesPerMark } = cell.outcome;
      if (rows > 0 && !nearlyEqual(bytesPerMark, bytes / rows)) {
        report(`${path}.bytesPerMark`, `is ${bytesPerMark}, but bytes / rows is ${bytes / rows}`);
      }
      return;
    }
    case 'load':
      if (cell.outcome.elapsedMs === 0 || cell.outcome.rows === 0) {
        report(path, 'is a load of no rows or over no time at all');
      }
      return;
    case 'read-growth':
      cell.outcome.points.forEach(({ samplesMs, warmMs }, at) => {
        checkEstimate(`${path}.points[${at}].warmMs`, warmMs, samplesMs, report);
      });
      return;
    case 'read-under-insert': {
      const { askings, questions } = cell.outcome;
      questions.forEach(({ question, responseMs, serviceMs }, at) => {
        const own = askings.filter((asking) => asking.question === question);
        const response = own.map((asking) => asking.waitMs + asking.elapsedMs);
        const service = own.map((asking) => asking.elapsedMs);
        checkEstimate(`${path}.questions[${at}].responseMs`, responseMs, response, report);
        checkEstimate(`${path}.questions[${at}].serviceMs`, serviceMs, service, report);
      });
      return;
    }
    case 'insert-under-read': {
      const { visits, samples, ...given } = cell.outcome;
      const rates = visits.map((visit) => (visit.rows / visit.elapsedMs) * 1000);
      const answers = visits.map((visit) => (visit.answers / visit.elapsedMs) * 1000);
      const batchMs = samples.map((sample) => sample.elapsedMs);
      checkEstimate(`${path}.rowsPerSecond`, given.rowsPerSecond, rates, report);
      checkEstimate(`${path}.answersPerSecond`, given.answersPerSecond, answers, report);
      checkEstimate(`${path}.batchMs`, given.batchMs, batchMs, report);
      return;
    }
    case 'durability': {
      const { trials, recoveryMs } = cell.outcome;
      const samples = trials.map((trial) => trial.recoveryMs);
      checkEstimate(`${path}.recoveryMs`, recoveryMs, samples, report);
      return;
    }
    case 'size-growth':
  }
}

function checkNames(results: Results, report: Report): void {
  const status = new Map<string, string>();
  results.storages.forEach((storage, at) => {
    if (status.has(storage.name)) {
      report(`storages[${at}].name`, `${JSON.stringify(storage.name)} is there twice`);
    }
    status.set(storage.name, storage.status);
  });
  const checkStorage = (path: string, name: string): void => {
    if (status.get(name) !== 'measured') {
      report(path, `${JSON.stringify(name)} is not a measured storage of this run`);
    }
  };
  const checkQuestion = (path: string, name: string): void => {
    if (!(QUESTION_NAMES as readonly string[]).includes(name)) {
      report(path, `${JSON.stringify(name)} is not a question that this program knows`);
    }
  };
  results.checks.forEach((check, at) => {
    checkStorage(`checks[${at}].storage`, check.storage);
    checkQuestion(`checks[${at}].question`, check.question);
  });
  const keys = new Set<string>();
  results.cells.forEach((cell, at) => {
    checkStorage(`cells[${at}].storage`, cell.storage);
    if ('question' in cell) checkQuestion(`cells[${at}].question`, cell.question);
    const key = cellId(cell);
    if (keys.has(key)) report(`cells[${at}]`, 'is there twice');
    keys.add(key);
  });
}

function checkRun({ run, checks, storages }: Results, report: Report): void {
  const started = Date.parse(run.startedAt);
  const finished = Date.parse(run.finishedAt);
  if (Number.isNaN(started)) report('run.startedAt', 'is not a point in time');
  if (Number.isNaN(finished)) report('run.finishedAt', 'is not a point in time');
  if (finished < started) report('run.finishedAt', 'is before run.startedAt');
  const wrongAt = checks.findIndex((check) => check.verdict.status === 'wrong');
  const withheldWrong = storages.find(
    (storage) => storage.status === 'withheld' && storage.hasWrongAnswers,
  );
  if (wrongAt >= 0 && run.status === 'complete') {
    report('run.status', `is "complete", but checks[${wrongAt}] is a wrong answer`);
  }
  if (withheldWrong && run.status === 'complete') {
    report('run.status', `is "complete", but ${withheldWrong.name} has wrong answers`);
  }
  if (wrongAt < 0 && !withheldWrong && run.status === 'wrong-answers') {
    report('run.status', 'is "wrong-answers", but no check is wrong');
  }
}

/**
 * The first place at which well-formed results contradict themselves, as a run's never do: a figure
 * that does not follow from its samples, a cell of an unknown storage, a status that hides a wrong
 * answer. undefined when there is none. The ends of the bootstrap intervals are not computed again.
 */
export function findContradiction(results: Results): Contradiction | undefined {
  const found: Contradiction[] = [];
  const report: Report = (path, problem) => {
    found.push({ path, problem });
  };
  checkRun(results, report);
  checkNames(results, report);
  results.cells.forEach((cell, at) => {
    checkOutcome(`cells[${at}].outcome`, cell, report);
  });
  return found[0];
}
