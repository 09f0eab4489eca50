import {
  askedQuestions,
  batchesOfVisit,
  batchSizes,
  type BenchPlan,
  insertScenario,
} from './bench-plan';
import { smallerRows } from './growth-phase';

/**
 * Seconds on the two-core machine on which the project measures; what decides is how much is done,
 * and whole minutes are said, so they need not be exact.
 */
const COST = {
  perMillionRowsGenerated: 1.5,
  perMillionRowsLoaded: 1.2,
  /** Empty schema, marks, count. */
  perInsertVisit: 0.15,
  /** A process started and a storage opened. */
  perProcess: 0.6,
  /** The least warm askings of all ten questions over a million rows. */
  perReadRoundAndMillionRows: 0.6,
  perKill: 4,
} as const;

/** The formats that loaders have, about. */
const FORMATS_PER_STORAGE = 3.5;

function insertSeconds(plan: BenchPlan): number {
  const scenario = insertScenario(plan);
  if (!scenario) return 0;
  const { rows } = plan.dataset;
  const visits = batchSizes(scenario, rows).flatMap((size) =>
    scenario.writers.map((writers) => {
      const marks = batchesOfVisit(scenario, rows, size, writers) * size;
      return COST.perInsertVisit + scenario.msPerVisit / 1_000 + (marks / 1e6) * 0.25;
    }),
  );
  const perFormat = visits.reduce((sum, seconds) => sum + seconds, 0) * plan.rounds;
  return perFormat * FORMATS_PER_STORAGE * plan.targets.length;
}

function readSeconds(plan: BenchPlan, rows: number, rounds: number): number {
  const questions = askedQuestions(plan)?.questions.length ?? 0;
  const visits = questions * rounds;
  return visits * COST.perProcess + rounds * (rows / 1e6) * COST.perReadRoundAndMillionRows;
}

/** Minutes that the run may take, rounded up, by a rule of thumb. */
export function estimatedMinutes(plan: BenchPlan): number {
  const { scenarios, dataset, rounds, targets } = plan;
  const million = dataset.rows / 1e6;
  const readable = targets.filter(({ data }) => data.kind !== 'none' && data.kind !== 'missing');
  let seconds = 5 + million * COST.perMillionRowsGenerated + insertSeconds(plan);
  let perStorage = 0;
  if (scenarios['read-idle'] ?? scenarios.size) perStorage += million * COST.perMillionRowsLoaded;
  if (scenarios['read-idle']) perStorage += readSeconds(plan, dataset.rows, rounds);
  if (scenarios.growth) {
    for (const rows of smallerRows(scenarios.growth, dataset.rows)) {
      perStorage += readSeconds(plan, rows, scenarios.growth.rounds);
      seconds += (rows / 1e6) * COST.perMillionRowsGenerated;
    }
  }
  if (scenarios.durability) perStorage += scenarios.durability.trials * COST.perKill;
  const reading = scenarios['read-under-insert'];
  if (reading) perStorage += (4 * reading.levelMs) / 1_000;
  const inserting = scenarios['insert-under-read'];
  if (inserting) perStorage += inserting.analysts.length * rounds * 3;
  if (reading ?? inserting) perStorage += 2 * million * COST.perMillionRowsGenerated;
  seconds += perStorage * readable.length;
  return Math.ceil(seconds / 60);
}
